import { expect, test } from "vitest";
import { suggestEmail } from "./email-suggestion";

test.each([
  ["anna@gmial.com", "anna@gmail.com"],
  ["anna@gmail.con", "anna@gmail.com"],
  ["anna@gmail.co", "anna@gmail.com"],
  ["anna@hotmial.com", "anna@hotmail.com"],
  ["anna@GMAL.com", "anna@gmail.com"],
  ["anna@gmail", "anna@gmail.com"],
  ["anna@outlok.com", "anna@outlook.com"],
  ["an@na@yahooo.com", "an@na@yahoo.com"],
])("the suggestion for %s is %s", (typed, meant) => {
  expect(suggestEmail(typed)).toBe(meant);
});

test.each([
  "anna@gmail.com",
  "anna@example.com",
  "anna@gmx.net",
  "anna@he.com.uk",
  "anna@yahoo.ca",
  "anna@hotmail.ch",
  "anna@outlook.cz",
  "anna@orange.es",
  "anna@ymail.com",
  "anna@email.com",
  "anna",
  "@gmial.com",
  "anna@",
  "",
])("nothing is suggested for %o", (typed) => {
  expect(suggestEmail(typed)).toBeNull();
});
