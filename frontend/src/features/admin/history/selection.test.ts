import { expect, test } from "vitest";
import { nothing, pageToggled, toggled } from "./selection";

const page = ["a", "b", "c", "d"];
const ids = (selection: { ids: ReadonlySet<string> }) => [...selection.ids].sort();

test("a row is chosen and unchosen", () => {
  const one = toggled(nothing, page, "b", false);
  expect(ids(one)).toEqual(["b"]);
  expect(ids(toggled(one, page, "b", false))).toEqual([]);
});

test("Shift chooses on from the last row, in either direction", () => {
  const one = toggled(nothing, page, "c", false);
  expect(ids(toggled(one, page, "a", true))).toEqual(["a", "b", "c"]);
  const all = toggled(toggled(nothing, page, "a", false), page, "d", true);
  expect(ids(all)).toEqual(page);
  expect(ids(toggled(all, page, "b", true))).toEqual(["a"]);
});

test("Shift from a row of another page chooses this one alone", () => {
  const elsewhere = toggled(nothing, ["y", "z"], "z", false);
  expect(ids(toggled(elsewhere, page, "c", true))).toEqual(["c", "z"]);
});

test("the page is chosen, then unchosen; rows of other pages stay", () => {
  const some = toggled(toggled(nothing, page, "b", false), ["z"], "z", false);
  const all = pageToggled(some, page);
  expect(ids(all)).toEqual(["a", "b", "c", "d", "z"]);
  expect(ids(pageToggled(all, page))).toEqual(["z"]);
});
