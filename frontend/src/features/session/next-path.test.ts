import { expect, test } from "vitest";
import { isOutsideApp, safeNextPath } from "./next-path";

test.each([
  ["/profile", "/profile"],
  ["/admin/tasks?state=FAILURE#top", "/admin/tasks?state=FAILURE#top"],
  ["/flower/", "/flower/"],
  ["/a/../profile", "/profile"],
])("the path %s leads to %s", (next, path) => {
  expect(safeNextPath(next)).toBe(path);
});

test.each([
  undefined,
  "",
  "profile",
  "https://evil.example/",
  "//evil.example/",
  "/\\evil.example/",
  "/\t/evil.example/",
  "/.//evil.example",
  "/profile/..//evil.example",
  "javascript:alert(1)",
])("the path %o is refused", (next) => {
  expect(safeNextPath(next)).toBeNull();
});

test("Flower is outside of the app, and a page with a similar name is not", () => {
  expect(isOutsideApp("/flower/")).toBe(true);
  expect(isOutsideApp("/flower?x")).toBe(true);
  expect(isOutsideApp("/flower#x")).toBe(true);
  expect(isOutsideApp("/flowers")).toBe(false);
  expect(isOutsideApp("/profile")).toBe(false);
});
