import { expect, test } from "vitest";
import { elapsedMs, formatDuration, formatRelativeTime } from "./time";

test.each([
  [0, "0.1 s"],
  [420, "0.4 s"],
  [9_949, "9.9 s"],
  [9_950, "10 s"],
  [59_499, "59 s"],
  [59_500, "1 min 0 s"],
  [200_000, "3 min 20 s"],
  [7_500_000, "2 h 5 min"],
])("%d ms are formatted as %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test("elapsed time needs both ends and is never negative", () => {
  expect(elapsedMs("2026-01-02T03:04:05Z", "2026-01-02T03:04:07Z")).toBe(2_000);
  expect(elapsedMs("2026-01-02T03:04:05Z", null)).toBeNull();
  expect(elapsedMs("2026-01-02T03:04:05Z", "2026-01-02T03:04:04Z")).toBe(0);
});

test.each([
  [20, "20 seconds ago"],
  [180, "3 minutes ago"],
  [7_200, "2 hours ago"],
  [86_400, "yesterday"],
  [-120, "in 2 minutes"],
])("%d seconds before now are formatted as %s", (seconds, text) => {
  const now = Date.parse("2026-01-02T03:04:05Z");
  expect(formatRelativeTime(new Date(now - seconds * 1000).toISOString(), now)).toBe(text);
});
