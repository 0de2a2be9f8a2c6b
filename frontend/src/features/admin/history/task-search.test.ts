import { expect, test } from "vitest";
import { filterChips } from "./filter-chip-texts";
import {
  changeSearch,
  isFiltered,
  parseSearch,
  serialiseSearch,
  toStatisticsQuery,
  toTaskFilter,
} from "./task-search";

const id = "0197a000-0000-7000-8000-000000000001";
const now = Date.parse("2026-01-02T12:00:00.000Z");

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
  [{ range: "2 weeks" }, {}],
  [{ range: "constructor" }, {}],
  [{ from: "yesterday", to: "2026-01-02T01:00:00+01:00" }, { to: "2026-01-02T00:00:00.000Z" }],
  [{ range: "24h", from: "2026-01-01T00:00:00.000Z" }, { range: "24h" }],
  [{ anything: "else" }, {}],
])("the valid part of %j is %j", (raw, good) => {
  expect(serialiseSearch(parseSearch(raw))).toEqual(good);
});

test("a changed filter leads to the newest page, and a new time replaces the old one", () => {
  const before = parseSearch({ q: "anna", range: "24h", cursor: "c-2" });
  expect(changeSearch(before, { kind: "send_notice" })).toEqual({
    q: "anna",
    range: "24h",
    kind: "send_notice",
  });
  expect(changeSearch(before, { from: "2026-01-01T00:00:00.000Z" })).toEqual({
    q: "anna",
    from: "2026-01-01T00:00:00.000Z",
  });
  expect(changeSearch(before, { q: undefined, range: undefined })).toEqual({});
});

test("a cursor alone is not a filter", () => {
  expect(isFiltered({ cursor: "c-2" })).toBe(false);
  expect(isFiltered({ cursor: "c-2", state: ["FAILURE"] })).toBe(true);
});

test("a range ends now, and the statistics have a default range", () => {
  const day = "2026-01-01T12:00:00.000Z";
  expect(toTaskFilter({ range: "24h", q: "anna", cursor: "c" }, now)).toEqual({
    q: "anna",
    from: day,
  });
  expect(toStatisticsQuery({ q: "anna" }, now)).toEqual({ from: day });
  expect(toStatisticsQuery({ kind: "send_notice", to: day }, now)).toEqual({
    kind: "send_notice",
    from: "2025-12-31T12:00:00.000Z",
    to: day,
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
