import { describe, expect, test } from "vitest";
import openapi from "../../../openapi.json";
import { texts as germanAdmin } from "./de/admin";
import { texts as germanCrop } from "./de/crop";
import { texts as germanEntry } from "./de/entry";
import { texts as problems } from "./de/problems";
import { texts as germanProfile } from "./de/profile";
import { texts as germanShell } from "./de/shell";
import { texts as germanWelcome } from "./de/welcome";
import { texts as admin } from "./en/admin";
import { texts as crop } from "./en/crop";
import { texts as entry } from "./en/entry";
import { texts as profile } from "./en/profile";
import { texts as shell } from "./en/shell";
import { texts as welcome } from "./en/welcome";

/** Every text of an area by its path. A text with placeholders is filled with numbers. */
function texts(area: object, path = ""): Array<[path: string, text: string]> {
  return Object.entries(area).flatMap(([key, value]: [string, unknown]) => {
    if (typeof value === "string") {
      return [[path + key, value]];
    }
    if (typeof value === "function") {
      return [[path + key, String(value("1", "2"))]];
    }
    return texts(value as object, `${path}${key}.`);
  });
}

describe("German", () => {
  /** Texts that are the same in both languages, because they are names or loan words. */
  const same = new Set([
    "Foyer",
    "System",
    "Name",
    "Worker",
    "Traceback",
    "–",
    "1, 2",
    "in 1",
    "foyer-data.json",
    "Administration",
    "Flower",
    "UTC",
    "CSV",
    "p95",
    "1 – 2",
    "1 %, 2",
    ": 1, 2",
  ]);

  test.each([
    ["shell", shell, germanShell],
    ["entry", entry, germanEntry],
    ["welcome", welcome, germanWelcome],
    ["crop", crop, germanCrop],
    ["profile", profile, germanProfile],
    ["admin", admin, germanAdmin],
  ])(
    "has a text of its own for each text of %s, with the same placeholders",
    (_, english, german) => {
      const translated = new Map(texts(german));
      for (const [path, text] of texts(english)) {
        const own = translated.get(path) ?? "";
        expect(own, path).not.toBe("");
        if (!same.has(text)) {
          expect(own, path).not.toBe(text);
        }
        for (const blank of ["1", "2"]) {
          expect(own.includes(blank), `${path}: ${own}`).toBe(text.includes(blank));
        }
      }
    },
  );

  test("has a text for every problem code of the API", () => {
    const described = JSON.stringify(openapi.paths).matchAll(/"description":"((?:`\w+` ?)+)"/g);
    const codes = new Set([...described].flatMap(([, list]) => list?.match(/\w+/g) ?? []));
    expect(codes.size).toBeGreaterThan(20);
    expect([...codes].filter((code) => !Object.hasOwn(problems, code))).toEqual([]);
  });
});
