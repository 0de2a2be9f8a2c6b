import { expect, test } from "vitest";
import { initials } from "./avatar";

test.each([
  ["Anna Lindqvist", "AL"],
  ["  anna   maria lindqvist ", "AL"],
  ["Anna", "A"],
  ["Žofia Ölund", "ŽÖ"],
  ["🐘 Elephant", "🐘E"],
  ["👩🏽‍🚀 E\u0301mile", "👩🏽‍🚀E\u0301"],
  ["🇩🇪 क्षमा", "🇩🇪क्ष"],
  ["", ""],
])("the initials of %o are %o", (name, letters) => {
  expect(initials(name)).toBe(letters);
});
