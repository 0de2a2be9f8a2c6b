import { expect, test } from "vitest";
import { emptySelection, togglePageRows, toggleRow } from "./row-selection";

const page = ["a", "b", "c", "d"];
const ids = (selection: { ids: ReadonlySet<string> }) => [...selection.ids].sort();

test("a row is selected and deselected", () => {
  const first = toggleRow(emptySelection, page, "b", false);
  expect(ids(first)).toEqual(["b"]);
  expect(ids(toggleRow(first, page, "b", false))).toEqual([]);
});

test("Shift extends the selection from the last row in both directions", () => {
  const one = toggleRow(emptySelection, page, "c", false);
  expect(ids(toggleRow(one, page, "a", true))).toEqual(["a", "b", "c"]);
  const all = toggleRow(toggleRow(emptySelection, page, "a", false), page, "d", true);
  expect(ids(all)).toEqual(page);
  expect(ids(toggleRow(all, page, "b", true))).toEqual(["a"]);
});

test("Shift from a row of another page selects one row only", () => {
  const elsewhere = toggleRow(emptySelection, ["y", "z"], "z", false);
  expect(ids(toggleRow(elsewhere, page, "c", true))).toEqual(["c", "z"]);
});

test("the page is selected and deselected; rows of other pages stay selected", () => {
  const selection = toggleRow(toggleRow(emptySelection, page, "b", false), ["z"], "z", false);
  const all = togglePageRows(selection, page);
  expect(ids(all)).toEqual(["a", "b", "c", "d", "z"]);
  expect(ids(togglePageRows(all, page))).toEqual(["z"]);
});
