import { expect, test } from "vitest";
import { exampleStatistics } from "../../../testing/examples";
import { barSegments, moveRange, timeSpanOf } from "./histogram-bars";
import { axisLabels, describeBars } from "./histogram-texts";
import { states } from "./task-search";

const bar = (counts: Record<string, number>) => ({ began_at: "2026-01-02T03:00:00.000Z", counts });

test("failures are at the bottom, and one among a thousand is visible", () => {
  const parts = barSegments(bar({ SUCCESS: 999, FAILURE: 1 }), states, 1000, 100);
  expect(parts.map(({ state }) => state)).toEqual(["FAILURE", "SUCCESS"]);
  const [failed, done] = parts;
  expect((failed?.y ?? 0) + (failed?.height ?? 0)).toBe(100);
  expect(failed?.height).toBe(3);
  expect(done?.y).toBeGreaterThanOrEqual(0);
  expect((done?.y ?? 0) + (done?.height ?? 0)).toBe(failed?.y);
});

test("a bar with one task in each state stays inside the plot", () => {
  const counts = Object.fromEntries(states.map((state) => [state, 1]));
  const parts = barSegments(bar(counts), states, 6, 60);
  expect(parts).toHaveLength(6);
  expect(Math.min(...parts.map(({ y }) => y))).toBeGreaterThanOrEqual(0);
});

test("states that are not shown have no segment", () => {
  expect(barSegments(bar({ SUCCESS: 9 }), ["FAILURE"], 9, 60)).toEqual([]);
});

test("a range of bars goes from the begin of the first to the end of the last", () => {
  const statistics = exampleStatistics();
  const time = { from: "2026-01-02T03:20:00.000Z", to: "2026-01-02T04:00:00.000Z" };
  expect(timeSpanOf(statistics, { anchor: 1, end: 2 })).toEqual(time);
  expect(timeSpanOf(statistics, { anchor: 2, end: 1 })).toEqual(time);
});

test.each([
  ["ArrowLeft", false, { anchor: 4, end: 4 }],
  ["ArrowRight", true, { anchor: 3, end: 6 }],
  ["Home", true, { anchor: 3, end: 0 }],
  ["End", false, { anchor: 9, end: 9 }],
  ["j", false, undefined],
])("%s (with Shift: %s) moves the range of bars 3 to 5 to %j", (key, shift, run) => {
  expect(moveRange(key, { anchor: 3, end: 5 }, 9, shift)).toEqual(run);
});

test("no key moves the range outside of the plot", () => {
  expect(moveRange("ArrowLeft", { anchor: 0, end: 0 }, 9, false)?.end).toBe(0);
  expect(moveRange("ArrowRight", { anchor: 9, end: 9 }, 9, true)?.end).toBe(9);
});

test("a range of bars is described in the chosen time zone", () => {
  const statistics = exampleStatistics();
  statistics.bars[0] = bar({ SUCCESS: 1200, FAILURE: 2 });
  statistics.bars[1] = { ...bar({ SUCCESS: 3 }), began_at: "2026-01-02T03:20:00.000Z" };
  expect(describeBars(statistics, { anchor: 0, end: 1 }, states, "UTC")).toBe(
    "03:00 to 03:40: 2 failed, 1,203 done",
  );
  expect(describeBars(statistics, { anchor: 2, end: 2 }, states, "UTC")).toBe(
    "03:40 to 04:00: no tasks",
  );
  expect(axisLabels(statistics, "UTC")).toEqual(["03:00", "03:30", "04:00"]);
});
