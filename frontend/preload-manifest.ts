import type { Plugin, Rolldown } from "vite";
import { pageMessages } from "./src/app/page-messages";

type Bundle = Rolldown.OutputBundle;
type Entry = [name: string, file: string];

const textFile = /\/messages\/(\w+)\/(\w+)\.ts$/;

/**
 * Writes a manifest into index.html: pairs of a name and the address of a chunk.
 * public/first-paint.js reads it and preloads the chunks of the page that is opened, in parallel
 * with the app's script.
 *
 * A page's chunks are named by the first segment of its path, its texts by the segment and the
 * language, and the texts of every page by the language alone.
 *
 * @param first The name of the chunk of the first load, which every page loads anyway.
 */
export function preloadManifest(first: string): Plugin {
  return {
    name: "preload-manifest",
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle }) {
        if (!bundle) {
          return html;
        }
        const entries = JSON.stringify([...textsOf(bundle), ...pagesOf(bundle, first)]);
        return html.replace('/first-paint.js"', `$& data-preload='${entries}'`);
      },
    },
  };
}

function textsOf(bundle: Bundle): Entry[] {
  return chunksOf(bundle).flatMap((chunk) => {
    const [, language = "", area = ""] = chunk.facadeModuleId?.match(textFile) ?? [];
    const pages = Object.entries<readonly string[]>(pageMessages).filter(([, areas]) =>
      areas.includes(area),
    );
    const names = pages.map(([page]) => `${page} ${language}`);
    return [...names, ...(area === "shell" ? [language] : [])].map(
      (name): Entry => [name, `/${chunk.fileName}`],
    );
  });
}

function pagesOf(bundle: Bundle, first: string): Entry[] {
  return Object.keys(pageMessages).flatMap((page) => {
    const pattern = new RegExp(`/features/[\\w-]+/${page}-page\\.tsx$`);
    const chunk = chunksOf(bundle).find(({ facadeModuleId }) => facadeModuleId?.match(pattern));
    return chunk ? [...filesOf(bundle, chunk, first)].map((file): Entry => [page, `/${file}`]) : [];
  });
}

/** Returns the files of a chunk and of all chunks that it imports. */
function filesOf(
  bundle: Bundle,
  chunk: Rolldown.OutputChunk,
  first: string,
  files = new Set<string>(),
): Set<string> {
  if (chunk.name !== first && !files.has(chunk.fileName)) {
    files.add(chunk.fileName);
    for (const style of chunk.viteMetadata?.importedCss ?? []) {
      files.add(style);
    }
    for (const imported of chunksOf(bundle, chunk.imports)) {
      filesOf(bundle, imported, first, files);
    }
  }
  return files;
}

function chunksOf(bundle: Bundle, files = Object.keys(bundle)): Rolldown.OutputChunk[] {
  return files.map((file) => bundle[file]).filter((file) => file?.type === "chunk");
}
