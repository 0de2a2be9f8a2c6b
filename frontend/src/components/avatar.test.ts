import { expect, test } from "vitest";
import { initials } from "./avatar";

test.each([
  ["Anna Lindqvist", "AL"],
  ["  anna   maria lindqvist ", "AL"],
  ["Anna", "A"],
  ["Žofia Ölund", "ŽÖ"],
  ["🐘 Elephant", "🐘E"],
  ["", ""],
])("%o is abbreviated to %o", (name, letters) => {
  expect(initials(name)).toBe(letters);
});
