import { expect, test, vi } from "vitest";
import { readStored, writeStored } from "./storage";

const refuse = (name: string) => () => {
  throw new DOMException("refused", name);
};

/** Lets every write fail, as full storage does; it can still be read. */
const fillStorage = () =>
  vi.spyOn(Storage.prototype, "setItem").mockImplementation(refuse("QuotaExceededError"));

test("a value that full storage refuses counts for this page", () => {
  localStorage.setItem("refused", "before");
  fillStorage();
  writeStored("refused", "after");
  expect(readStored("refused")).toBe("after");
});

test("a value that another tab stores replaces the one that was refused", () => {
  const full = fillStorage();
  writeStored("replaced", "own");
  full.mockRestore();
  localStorage.setItem("replaced", "other");
  expect(readStored("replaced")).toBe("other");
});

test("a value that is stored in the end replaces the one that was refused", () => {
  const full = fillStorage();
  writeStored("stored", "first");
  full.mockRestore();
  writeStored("stored", "second");
  writeStored("stored", null);
  expect(readStored("stored")).toBeNull();
});

test("a value is kept for this page while storage is blocked", () => {
  for (const method of ["getItem", "setItem"] as const) {
    vi.spyOn(Storage.prototype, method).mockImplementation(refuse("SecurityError"));
  }
  expect(readStored("blocked")).toBeNull();
  writeStored("blocked", "value");
  expect(readStored("blocked")).toBe("value");
});
