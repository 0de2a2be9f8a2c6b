import { expect, test } from "vitest";
import { isOutsideApp, safeNextPath } from "./next-path";

test.each([
  ["/profile", "/profile"],
  ["/admin/tasks?state=FAILURE#top", "/admin/tasks?state=FAILURE#top"],
  ["/flower/", "/flower/"],
  ["/a/../profile", "/profile"],
])("%s leads to %s", (next, path) => {
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
])("%o leads nowhere", (next) => {
  expect(safeNextPath(next)).toBeNull();
});

test("Flower is another app; a page whose name begins alike is not", () => {
  expect(isOutsideApp("/flower/")).toBe(true);
  expect(isOutsideApp("/flower?x")).toBe(true);
  expect(isOutsideApp("/flower#x")).toBe(true);
  expect(isOutsideApp("/flowers")).toBe(false);
  expect(isOutsideApp("/profile")).toBe(false);
});
