import { expect, test } from "vitest";
import { leavesApp, safeNext } from "./next-path";

test.each([
  ["/profile", "/profile"],
  ["/admin/tasks?state=FAILURE#top", "/admin/tasks?state=FAILURE#top"],
  ["/flower/", "/flower/"],
  ["/a/../profile", "/profile"],
])("%s leads to %s", (next, path) => {
  expect(safeNext(next)).toBe(path);
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
  expect(safeNext(next)).toBeNull();
});

test("Flower is another app; a page whose name begins alike is not", () => {
  expect(leavesApp("/flower/")).toBe(true);
  expect(leavesApp("/flower?x")).toBe(true);
  expect(leavesApp("/flower#x")).toBe(true);
  expect(leavesApp("/flowers")).toBe(false);
  expect(leavesApp("/profile")).toBe(false);
});
