import * as v from "valibot";
import type { TaskState } from "../../../api";
import type { StatisticsQuery, TaskFilter } from "../../../endpoints-admin";
import type { RawSearch } from "../../../search-params";

const hour = 3_600_000;
const day = 24 * hour;

/** The times to choose from that end now, in milliseconds. */
export const ranges = {
  "1h": hour,
  "24h": day,
  "7d": 7 * day,
  "30d": 30 * day,
  "1y": 365 * day,
} as const;
export type Range = keyof typeof ranges;

/** The time the statistics show as long as none is chosen. */
export const usualRange: Range = "24h";

/** Typed as a record, so that a state the API gains has to be added here; in the order of a task's life. */
const taskStates: Readonly<Record<TaskState, true>> = {
  PENDING: true,
  STARTED: true,
  RETRY: true,
  SUCCESS: true,
  FAILURE: true,
  REVOKED: true,
};
export const states = Object.keys(taskStates) as readonly TaskState[];

/** What the task history shows, and where in it; all of it is in the page's address. */
export interface TaskSearch {
  state?: readonly TaskState[] | undefined;
  kind?: string | undefined;
  q?: string | undefined;
  user?: string | undefined;
  worker?: string | undefined;
  error?: string | undefined;
  /** A time that ends now; or `from` and `to`, one of which may be open. */
  range?: Range | undefined;
  from?: string | undefined;
  to?: string | undefined;
  cursor?: string | undefined;
}

/** A parameter that is no good counts as missing. */
const lenient = <Output>(schema: v.GenericSchema<unknown, Output>) =>
  v.fallback(v.optional(schema), undefined);

// The router takes "42" and "true" in an address for a number and a truth.
const text = v.pipe(
  v.union([v.string(), v.number(), v.boolean()]),
  v.transform(String),
  v.trim(),
  v.nonEmpty(),
  v.maxLength(200),
);
const stateList = v.pipe(
  v.union([v.string(), v.array(v.unknown())]),
  v.transform((value) => (typeof value === "string" ? value.split(",") : value)),
  v.transform((wanted) => states.filter((state) => wanted.includes(state))),
  v.nonEmpty(),
);
const moment = v.pipe(
  v.string(),
  v.check((value) => !Number.isNaN(Date.parse(value))),
  v.transform((value) => new Date(value).toISOString()),
);

const schema = v.object({
  state: lenient(stateList),
  kind: lenient(v.pipe(text, v.regex(/^[A-Za-z0-9_]{1,100}$/))),
  q: lenient(text),
  user: lenient(v.pipe(text, v.uuid())),
  worker: lenient(text),
  error: lenient(text),
  range: lenient(v.picklist(Object.keys(ranges) as Range[])),
  from: lenient(moment),
  to: lenient(moment),
  cursor: lenient(text),
});

/** What an address asks for; whatever is no good in it is left out. */
export function readSearch(raw: RawSearch): TaskSearch {
  const { range, from, to, ...rest } = v.parse(schema, raw);
  return clean(range ? { ...rest, range } : { ...rest, from, to });
}

/** As it stands in the address: several states are one word, with commas. */
export function writeSearch({ state, ...rest }: TaskSearch): RawSearch {
  return clean({ ...(state?.length ? { state: state.join(",") } : {}), ...rest });
}

/** The same filter with some of it changed, from its newest task on. */
export function changed(search: TaskSearch, change: TaskSearch): TaskSearch {
  const time = "range" in change || "from" in change || "to" in change;
  const { range, from, to, ...rest } = search;
  return clean({
    ...rest,
    ...(time ? {} : { range, from, to }),
    ...change,
    cursor: undefined,
  });
}

/** Whether anything but the place narrows what is shown. */
export function isFiltered({ cursor: _, ...filter }: TaskSearch): boolean {
  return Object.keys(clean(filter)).length > 0;
}

/** The filter as the API takes it; a time that ends now is counted from `now`. */
export function filterOf(search: TaskSearch, now: number): TaskFilter {
  const { state, range, cursor: _, from, ...rest } = search;
  const since = range ? new Date(now - ranges[range]).toISOString() : from;
  return clean({ ...rest, state: state && [...state], from: since }) as TaskFilter;
}

/** The time and kind the statistics are of. */
export function statisticsOf({ kind, range, from, to }: TaskSearch, now: number): StatisticsQuery {
  const end = to ? Date.parse(to) : now;
  const since = from ?? new Date(end - ranges[range ?? usualRange]).toISOString();
  return clean({ kind, from: since, to }) as StatisticsQuery;
}

/** Without what is undefined, so that equal searches have equal keys. */
function clean<T extends object>(parts: T): T {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as T;
}
