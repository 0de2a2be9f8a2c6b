import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { filterChips } from "./filter-chip-texts";
import {
  changeSearch,
  isFiltered,
  parseSearch,
  serialiseSearch,
  toFixedFilter,
  toStatisticsQuery,
  toTaskFilter,
} from "./task-search";

const id = "0197a000-0000-7000-8000-000000000001";
const now = Date.parse("2026-01-02T12:00:00.000Z");

// Days of another year are shown with their year.
beforeEach(() => void vi.setSystemTime(now));
afterEach(() => void vi.useRealTimers());

test("every filter is written to the address and read from it", () => {
  const address = {
    state: "RETRY,FAILURE",
    kind: "resize_thumbnail",
    q: "anna@example.com",
    user: id,
    worker: "mail@host-1",
    error: "mail_refused in foyer.mail.smtp.send",
    from: "2026-01-01T00:00:00.000Z",
    to: "2026-01-02T00:00:00.000Z",
    cursor: "c-2",
  };
  const search = parseSearch(address);
  expect(search.state).toEqual(["RETRY", "FAILURE"]);
  expect(serialiseSearch(search)).toEqual(address);
});

test.each([
  [{ state: "nonsense" }, {}],
  [{ state: ["FAILURE", "nonsense", 7] }, { state: "FAILURE" }],
  [{ state: { deep: true } }, {}],
  [{ kind: "no kind", q: "  " }, {}],
  [{ q: 42 }, { q: "42" }],
  [{ q: true, worker: null }, { q: "true" }],
  [{ q: "x".repeat(301) }, {}],
  [{ user: "somebody" }, {}],
  [{ last: "2 weeks" }, {}],
  [{ last: "constructor" }, {}],
  [{ from: "1969-12-31T00:00:00.000Z" }, {}],
  [{ from: "yesterday", to: "2026-01-02T01:00:00+01:00" }, { to: "2026-01-02T00:00:00.000Z" }],
  [{ last: "P1D", from: "2026-01-01T00:00:00.000Z" }, { last: "P1D" }],
  [{ anything: "else" }, {}],
])("the valid part of %j is %j", (raw, good) => {
  expect(serialiseSearch(parseSearch(raw))).toEqual(good);
});

test("a changed filter leads to the newest page, and a new time replaces the old one", () => {
  const before = parseSearch({ q: "anna", last: "P1D", cursor: "c-2" });
  expect(changeSearch(before, { kind: "send_notice" })).toEqual({
    q: "anna",
    last: "P1D",
    kind: "send_notice",
  });
  expect(changeSearch(before, { from: "2026-01-01T00:00:00.000Z" })).toEqual({
    q: "anna",
    from: "2026-01-01T00:00:00.000Z",
  });
  expect(changeSearch(before, { q: undefined, last: undefined })).toEqual({});
});

test("a cursor alone is not a filter", () => {
  expect(isFiltered({ cursor: "c-2" })).toBe(false);
  expect(isFiltered({ cursor: "c-2", state: ["FAILURE"] })).toBe(true);
});

test("a time that ends now is left to the server's clock, and the statistics have a default", () => {
  const day = "2026-01-01T12:00:00.000Z";
  expect(toTaskFilter({ last: "PT1H", q: "anna", cursor: "c" })).toEqual({
    q: "anna",
    last: "PT1H",
  });
  expect(toStatisticsQuery({ q: "anna" })).toEqual({ last: "P1D" });
  expect(toStatisticsQuery({ from: day })).toEqual({ from: day });
  expect(toStatisticsQuery({ kind: "send_notice", to: day })).toEqual({
    kind: "send_notice",
    from: "2025-12-31T12:00:00.000Z",
    to: day,
  });
});

test("the filter of a bulk action has a fixed end, and a fixed begin if it has one", () => {
  const to = "2026-01-02T12:00:00.000Z";
  expect(toFixedFilter({ kind: "send_notice" }, now)).toEqual({ kind: "send_notice", to });
  expect(toFixedFilter({ last: "PT1H" }, now)).toEqual({ from: "2026-01-02T11:00:00.000Z", to });
  expect(toFixedFilter({ to: "2026-01-01T00:00:00.000Z" }, now)).toEqual({
    to: "2026-01-01T00:00:00.000Z",
  });
});

test("every filter has a chip, and each of several states has its own", () => {
  const search = parseSearch({
    state: "RETRY,FAILURE",
    kind: "send_notice",
    q: "anna",
    user: id,
    worker: "mail@host-1",
    error: "smtp_refused",
    from: "2026-01-01T00:00:00.000Z",
    to: "2026-01-02T06:30:00.000Z",
  });
  const chips = filterChips(search, "UTC");
  expect(chips.map(({ label }) => label)).toEqual([
    "State: Will retry",
    "State: Failed",
    "Kind: Notice by mail",
    "Search: anna",
    "User: 0197a000…",
    "Worker: mail@host-1",
    "Error: smtp_refused",
    "1 Jan, 00:00 – 2 Jan, 06:30",
  ]);
  const rest = chips.reduce((left, { without }) => changeSearch(left, without), search);
  // Removing the first chip keeps the second state, and the other way round.
  expect(changeSearch(search, chips[0]?.without ?? {}).state).toEqual(["FAILURE"]);
  expect(rest).toEqual({ state: ["RETRY"] });
});
