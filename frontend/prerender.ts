/**
 * Finishes the pages after the build, so that a browser can paint them from the first response.
 *
 * Every page gets the style sheet and the scripts of public/ inline. dist/rendered/ gets a page for
 * each path of src/app/prerender.tsx in each language, with its contents, and hashes.conf, which
 * allows the inline code in nginx's content security policy.
 */
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { minify } from "terser";

type Renderer = typeof import("./src/app/prerender");

// Built by vite.ssr.config.ts.
const renderer = `${import.meta.dirname}/node_modules/.prerender/prerender.js`;
const { renderedPaths, renderPage }: Renderer = await import(renderer);

const dist = `${import.meta.dirname}/dist`;
const scriptTag = /<script src="\/([\w-]+\.js)"( data-preload='.*?')?\s*><\/script>/g;
const manifestAttribute = / data-preload='(.*?)'/;
const appTag = /<script type="module" crossorigin src="(.*?)"><\/script>/;
const styleTag = /<link rel="stylesheet" crossorigin href="\/(.*?)">/;

type Entry = [name: string, file: string];

/** The parts that all pages share. */
interface Parts {
  /** index.html of the build, with `scriptTag` and `styleTag`. */
  html: string;
  /** The minified scripts of public/, by the names of their files. */
  scripts: ReadonlyMap<string, string>;
  style: string;
  manifest: readonly Entry[];
}

async function readParts(): Promise<Parts> {
  const html = (await read("index.html")).replace(/\s*<!--.*?-->/g, "").replace(/\n\s+/g, "\n");
  const files = [...html.matchAll(scriptTag)].map(([, file = ""]) => file);
  const scripts = files.map(async (file): Promise<[string, string]> => {
    const { code = "" } = await minify(await read(file), { ecma: 5 });
    return [file, code];
  });
  return {
    html,
    scripts: new Map(await Promise.all(scripts)),
    style: (await read(match(html, styleTag))).trim(),
    manifest: JSON.parse(match(html, manifestAttribute)),
  };
}

/** Returns the page with the scripts and the styles in it. */
function inline(parts: Parts, manifest: readonly Entry[], styles: readonly string[]): string {
  const preload = ` data-preload='${JSON.stringify(manifest)}'`;
  return parts.html
    .replace(scriptTag, (_tag, file) => `<script>${parts.scripts.get(file)}</script>`)
    .replace("<script>", () => `<script${preload}>`)
    .replace(styleTag, () => styles.map((style) => `<style>${style}</style>`).join(""));
}

/** Returns the page of a path in a language, with its contents and the styles that these need. */
async function renderedPage(parts: Parts, path: string, language: "en" | "de"): Promise<string> {
  const page = path.slice(1);
  const names = ["en", "de", page, `${page} en`, `${page} de`];
  const manifest = parts.manifest.filter(([name]) => names.includes(name));
  const app: Entry = ["app", match(parts.html, appTag)];
  const files = manifest.map(([, file]) => file).filter((file) => file.endsWith(".css"));
  const styles = await Promise.all(files.map(async (file) => (await read(file)).trim()));
  const { title, html } = await renderPage(path, language);
  // nginx sends the page in the language of the visitor.
  const otherLanguage = new RegExp(`<p lang="(?!${language})[^]*?</p>\\n`, "g");
  return inline(parts, [app, ...manifest], [parts.style, ...styles])
    .replace(appTag, "")
    .replace(otherLanguage, "")
    .replace('<html lang="en"', `<html lang="${language}" data-rendered="${path}"`)
    .replace(/<title>.*?</, () => `<title>${title}<`)
    .replace('<div id="root">', (root) => root + html);
}

/** Returns lines for a `map` of nginx: the hashes of all inline scripts and of all inline styles. */
function hashesOf(pages: readonly string[]): string {
  const line = (tag: "script" | "style") => {
    const codes = pages.flatMap((page) => [
      ...page.matchAll(new RegExp(`<${tag}(?: data-preload='.*?')?>(.*?)</${tag}>`, "gs")),
    ]);
    const sources = new Set(codes.map(([, code = ""]) => ` 'sha256-${sha256(code)}'`));
    return `${tag} "${[...sources].join("")}";\n`;
  };
  return line("script") + line("style");
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("base64");
const read = (file: string) => readFile(`${dist}/${file}`, "utf8");
const write = (file: string, text: string) => writeFile(`${dist}/${file}`, text);

function match(text: string, pattern: RegExp): string {
  const found = text.match(pattern)?.[1];
  if (found === undefined) {
    throw new Error(`index.html has no ${pattern}`);
  }
  return found;
}

await mkdir(`${dist}/rendered`);
const parts = await readParts();
const index = inline(parts, parts.manifest, [parts.style]);
const pages = [index];
for (const path of renderedPaths) {
  for (const language of ["en", "de"] as const) {
    const page = await renderedPage(parts, path, language);
    await write(`rendered${path}.${language}.html`, page);
    pages.push(page);
  }
}
await write("index.html", index);
await write("rendered/hashes.conf", hashesOf(pages));
for (const file of parts.scripts.keys()) {
  await rm(`${dist}/${file}`);
}
