import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { expect, test } from "vitest";

const source = join(import.meta.dirname, "..");
const files = readdirSync(source, { recursive: true, encoding: "utf8" });
const read = (file: string) => readFileSync(join(source, file), "utf8");

/** The classes that components use, by the path of their style sheet. */
const usedClasses = new Map<string, string[]>();
for (const file of files.filter((name) => name.endsWith(".tsx"))) {
  const code = read(file);
  for (const [, name, path = ""] of code.matchAll(/import (\w+) from "(.+\.module\.css)"/g)) {
    const sheet = join(dirname(file), path);
    const classes = code.matchAll(new RegExp(`(?<![\\w/-])${name}\\.(\\w+)`, "g"));
    const names = Array.from(classes, ([, className = ""]) => className);
    usedClasses.set(sheet, [...(usedClasses.get(sheet) ?? []), ...names]);
  }
}

const sheets = files.filter((file) => file.endsWith(".module.css"));

test("each style sheet has a name of its own, which is part of its classes' names", () => {
  expect(new Set(sheets.map((sheet) => basename(sheet))).size).toBe(sheets.length);
});

test.each(sheets)("%s defines exactly the classes that components use", (sheet) => {
  const css = read(sheet).replace(/\/\*[\s\S]*?\*\//g, "");
  const definitions = css.matchAll(/\.([a-zA-Z]\w*)(?=[^{};]*\{)/g);
  const defined = new Set(Array.from(definitions, ([, className]) => className));
  expect(defined).toEqual(new Set(usedClasses.get(sheet)));
});
