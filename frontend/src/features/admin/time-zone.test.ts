import { expect, test } from "vitest";
import { formatInZone, fromFieldValue, toFieldValue } from "./time-zone";

const iso = "2026-06-02T22:04:05.000Z";

test("a time is shown with its time zone", () => {
  expect(formatInZone(iso, "UTC")).toBe("2 Jun 2026, 22:04:05 UTC");
});

test.each(["UTC", "local"] as const)("a %s field returns the time that it was given", (zone) => {
  expect(fromFieldValue(toFieldValue(iso, zone), zone)).toBe(iso);
});

test("a UTC field shows the UTC time, and an empty field has no time", () => {
  expect(toFieldValue(iso, "UTC")).toBe("2026-06-02T22:04:05");
  expect(toFieldValue(undefined, "UTC")).toBe("");
  expect(fromFieldValue("", "local")).toBeUndefined();
});
