import { expect, test } from "vitest";
import type { AdminTask, TaskState } from "../../../api/generated";
import { exampleAdminTask } from "../../../testing/examples";
import { countNewTasks, hasUnfinished, updatePage } from "./use-live-updates";

/** Creates tasks by minutes past three o'clock; a larger number is newer. */
function at(minute: number, state: TaskState = "SUCCESS"): AdminTask {
  const time = `03:${String(minute).padStart(2, "0")}`;
  return exampleAdminTask({ id: `id-${minute}`, state, created_at: `2026-01-02T${time}:00.5Z` });
}

const page = (items: AdminTask[], next: string | null = null) => ({
  items,
  next_cursor: next,
  first_cursor: "c-first",
  kinds: [],
});
const shown = (...items: AdminTask[]) => ({ ...page(items), unmatched: [] });

test("rows keep their places and get their new states", () => {
  const before = shown(at(3, "STARTED"), at(2, "PENDING"), at(1));
  const after = updatePage(before, page([at(4), at(3), at(2, "STARTED"), at(1)]));
  expect(after.items.map(({ id, state }) => [id, state])).toEqual([
    ["id-3", "SUCCESS"],
    ["id-2", "STARTED"],
    ["id-1", "SUCCESS"],
  ]);
  expect(after.unmatched).toEqual([]);
});

test("a row that left the filter stays and is marked", () => {
  const before = shown(at(3, "STARTED"), at(2, "STARTED"), at(1, "STARTED"));
  const after = updatePage(before, page([at(2, "STARTED")]));
  expect(after.items).toHaveLength(3);
  expect(after.unmatched).toEqual(["id-3", "id-1"]);
  expect(hasUnfinished(after)).toBe(true);
  expect(hasUnfinished(updatePage(before, page([])))).toBe(false);
});

test("rows below the end of a full response keep their state", () => {
  const before = shown(at(2, "STARTED"), at(1, "STARTED"));
  const after = updatePage(before, page([at(4), at(3)], "c-next"));
  expect(after.unmatched).toEqual([]);
});

test.each<[string, AdminTask[], number, boolean]>([
  ["none", [at(2), at(1)], 0, false],
  ["two", [at(4), at(3), at(2), at(1)], 2, false],
  ["a page and perhaps more", [at(9), at(8)], 2, true],
])("the number of newer tasks is %s", (_, now, count, capped) => {
  expect(countNewTasks([at(2), at(1)], now)).toEqual({ count, capped });
});
