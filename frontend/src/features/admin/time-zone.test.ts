import { expect, test, vi } from "vitest";
import { formatInZone, timesOfField, toFieldValue } from "./time-zone";

const iso = "2026-06-02T22:04:05.000Z";

test("a time is shown with its time zone", () => {
  expect(formatInZone(iso, "UTC")).toBe("2 Jun 2026, 22:04:05 UTC");
});

test.each(["UTC", "local"] as const)("a %s field returns the time that it was given", (zone) => {
  expect(timesOfField(toFieldValue(iso, zone), zone)).toEqual([new Date(iso)]);
});

test("a UTC field shows the UTC time, and an empty field has no time", () => {
  expect(toFieldValue(iso, "UTC")).toBe("2026-06-02T22:04:05");
  expect(toFieldValue(undefined, "UTC")).toBe("");
});

test("an hour that the clocks skip has no time, and an hour that they repeat has two", () => {
  vi.stubEnv("TZ", "Europe/Berlin");
  expect(timesOfField("2026-03-29T02:30", "local")).toEqual([]);
  expect(timesOfField("2026-10-25T02:30", "local").map((time) => time.toISOString())).toEqual([
    "2026-10-25T00:30:00.000Z",
    "2026-10-25T01:30:00.000Z",
  ]);
  expect(timesOfField("2026-10-25T02:30", "UTC")).toHaveLength(1);
});

test("only the repeated hour is shown with its time zone", () => {
  vi.stubEnv("TZ", "Europe/Berlin");
  vi.setSystemTime("2026-11-28T12:00:00Z");
  const show = (time: string) => formatInZone(time, "local", "dayAndTime");
  expect(show("2026-10-25T00:30:00.000Z")).toBe("25 Oct, 02:30 CEST");
  expect(show("2026-10-25T01:30:00.000Z")).toBe("25 Oct, 02:30 CET");
  expect(show("2026-10-25T02:30:00.000Z")).toBe("25 Oct, 03:30");
});

test("a day of another year is shown with its year", () => {
  vi.stubEnv("TZ", "Europe/Berlin");
  vi.setSystemTime("2026-11-28T12:00:00Z");
  const show = (time: string) => formatInZone(time, "local", "dayAndTime");
  expect(show("2025-12-31T23:30:00.000Z")).toBe("1 Jan, 00:30");
  expect(show("2025-12-31T22:30:00.000Z")).toBe("31 Dec 2025, 23:30");
});
