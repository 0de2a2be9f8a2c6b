import { expect, test } from "vitest";
import { cleanAddress } from "./clean-address";

test.each([
  " anna@example.com\n",
  "\u200banna@example.com\u200d",
  "\u202aanna@example.com\u202c ",
  "\ufeff\u2066anna@example.com\u2069\u00ad",
  "\u180e\u2060anna@example.com",
])("invisible characters around the address are removed from %j", (typed) => {
  expect(cleanAddress(typed)).toBe("anna@example.com");
});
