import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

/** Puts a line into a component. */
const asChild = (line: string) => `export const Example = ({ on, x }) => <p>${line}</p>;`;

const visibleTexts = [
  asChild(`{on ? "It is open" : "It is closed"}`),
  asChild(`{on ? "open" : "closed"}`),
  asChild("{`Hello there`}"),
  asChild(`{\`\${x} pictures\`}`),
  asChild(`{on && "Now it is open"}`),
  asChild(`{on && "open"}`),
  asChild(`<a title={on ? "Now open" : "Now closed"} />`),
  asChild(`<a title={on ? "open" : "closed"} />`),
  asChild(`<a title="open" />`),
  asChild(`<img alt={"Your picture"} />`),
  asChild(`<img alt={\`\${x} and you\`} />`),
  asChild(`<input placeholder={"Type " + x} />`),
  asChild(`<Field label={{ on: "open" }} />`),
  asChild(`{["First a word", "then more"].map((step) => step)}`),
  `export const steps = ["Open", "Closed"];`,
  `export const steps = { PENDING: "it waits", SUCCESS: "it is done" };`,
  `document.title = "Foyer";`,
  `document.title = "open";`,
  `const constant = "Close the page";`,
  `const constant = "Öffnen";`,
  `const constant = "E-Mail";`,
  `const sentence = (name: string) => \`Welcome, \${name}\`;`,
];

const otherStrings = [
  asChild(`{x === "open" ? text.open : text.closed}`),
  asChild(`{text[on ? x : x.names["open"]]}`),
  asChild(`{on ? <a href="/profile" className="visually-hidden">{text.profile}</a> : null}`),
  asChild(`<a className={\`\${x} \${x}\`} title={titleOf("open")} />`),
  asChild(`<path d="M150 160h92l74 40H84z" />`),
  asChild(`{" "}`),
  `const path = "M150 160h92l74 40H84z";`,
  `const isDone = event.key === "Enter";`,
  `const steps = ["light", "dark"] as const;`,
  `throw new Error("There is no element with that id");`,
  `import { Example } from "./Hello there";`,
];

const frontend = join(import.meta.dirname, "../..");
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "texts-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Returns the lines in which the lint finds a text. Each line becomes a file of its own. */
function reportedLines(lines: string[], path: string): string[] {
  for (const file of ["biome.json", "no-hard-coded-text.grit"]) {
    copyFileSync(join(frontend, file), join(folder, file));
  }
  mkdirSync(join(folder, path), { recursive: true });
  lines.forEach((line, number) => {
    writeFileSync(join(folder, path, `${number}.tsx`), `${line}\n`);
  });
  const biome = join(frontend, "node_modules/@biomejs/biome/bin/biome");
  const options = ["lint", "--reporter=github", "--max-diagnostics=none", path];
  const { stdout } = spawnSync(process.execPath, [biome, ...options], {
    cwd: folder,
    encoding: "utf8",
  });
  expect(stdout).not.toContain("title=parse");
  return lines.filter((_, number) =>
    stdout
      .split("\n")
      .some(
        (diagnostic) =>
          diagnostic.includes(`/${number}.tsx`) && diagnostic.includes("People read this text"),
      ),
  );
}

test.each(["src/features/profile", "src/components", "src"])(
  "a hard-coded text in %s is reported",
  (path) => {
    expect(reportedLines(visibleTexts, path)).toEqual(visibleTexts);
  },
);

test("a string that users do not read is not reported", () => {
  expect(reportedLines(otherStrings, "src/features")).toEqual([]);
});

test("texts in src/i18n/messages are not reported", () => {
  expect(reportedLines(visibleTexts, "src/i18n/messages/en")).toEqual([]);
});
