import * as v from "valibot";
import type { StatisticsQuery, TaskFilter } from "../../../api/endpoints-admin";
import type { TaskState } from "../../../api/generated";
import type { RawSearch } from "../../../lib/search-params";

const hour = 3_600_000;
const day = 24 * hour;

/** The ranges to choose from, in milliseconds. They end now. */
export const ranges = {
  "1h": hour,
  "24h": day,
  "7d": 7 * day,
  "30d": 30 * day,
  "1y": 365 * day,
} as const;
export type Range = keyof typeof ranges;

/** The range of the statistics when none is chosen. */
export const defaultRange: Range = "24h";

/** In the order of a task's life. A record, so that tsc reports a state that is missing here. */
const taskStates: Readonly<Record<TaskState, true>> = {
  PENDING: true,
  STARTED: true,
  RETRY: true,
  SUCCESS: true,
  FAILURE: true,
  REVOKED: true,
};
export const states = Object.keys(taskStates) as readonly TaskState[];

/** The longest parameter in characters; the API searches for nothing longer. */
const maxLength = 300;

/** The filters and the place of the task history, as they are in the address. */
export interface TaskSearch {
  state?: readonly TaskState[] | undefined;
  kind?: string | undefined;
  q?: string | undefined;
  user?: string | undefined;
  worker?: string | undefined;
  error?: string | undefined;
  /** A time that ends now; or `from` and `to`, of which one may be missing. */
  range?: Range | undefined;
  from?: string | undefined;
  to?: string | undefined;
  cursor?: string | undefined;
}

// Uses only the parts of valibot that the first page uses too: any other would add to the first
// load.
const text = v.pipe(
  v.string(),
  v.trim(),
  v.nonEmpty(),
  v.check((value) => value.length <= maxLength),
);
const kindName = v.pipe(text, v.regex(/^[A-Za-z0-9_]{1,100}$/));
const id = v.pipe(text, v.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i));
const rangeName = v.pipe(
  v.string(),
  v.check((value) => Object.hasOwn(ranges, value)),
);
const dateTime = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\dT/),
  v.check((value) => !Number.isNaN(Date.parse(value))),
);

/** Parses the parameters of an address and leaves out invalid ones. */
export function parseSearch(raw: RawSearch): TaskSearch {
  const range = parseParameter(rangeName, raw.range) as Range | undefined;
  return withoutUndefined({
    state: parseStates(raw.state),
    kind: parseParameter(kindName, raw.kind),
    q: parseParameter(text, raw.q),
    user: parseParameter(id, raw.user),
    worker: parseParameter(text, raw.worker),
    error: parseParameter(text, raw.error),
    range,
    from: range ? undefined : parseDateTime(raw.from),
    to: range ? undefined : parseDateTime(raw.to),
    cursor: parseParameter(text, raw.cursor),
  });
}

/**
 * Returns the value if it is valid. The router parses "42" and "true" as a number and a boolean.
 */
function parseParameter(schema: v.GenericSchema<string>, value: unknown): string | undefined {
  const text = ["number", "boolean"].includes(typeof value) ? `${value}` : value;
  const { success, output } = v.safeParse(schema, text);
  return success ? output : undefined;
}

/** Accepts "FAILURE,RETRY" and repeated parameters. */
function parseStates(value: unknown): readonly TaskState[] | undefined {
  const names: readonly unknown[] = typeof value === "string" ? value.split(",") : [value].flat();
  const validStates = states.filter((state) => names.includes(state));
  return validStates.length > 0 ? validStates : undefined;
}

function parseDateTime(value: unknown): string | undefined {
  const valid = parseParameter(dateTime, value);
  return valid && new Date(valid).toISOString();
}

/** Returns the parameters for the address, with several states as one value. */
export function serialiseSearch({ state, ...otherFilters }: TaskSearch): RawSearch {
  return withoutUndefined({
    ...(state?.length ? { state: state.join(",") } : {}),
    ...otherFilters,
  });
}

/** Changes part of a filter and returns to its newest page. */
export function changeSearch(search: TaskSearch, change: TaskSearch): TaskSearch {
  const time = "range" in change || "from" in change || "to" in change;
  const { range, from, to, ...otherFilters } = search;
  return withoutUndefined({
    ...otherFilters,
    ...(time ? {} : { range, from, to }),
    ...change,
    cursor: undefined,
  });
}

/** Whether any filter is set, apart from the place in the list. */
export function isFiltered({ cursor: _, ...filter }: TaskSearch): boolean {
  return Object.keys(withoutUndefined(filter)).length > 0;
}

/** Returns the filter for the API. A range that ends now is counted from `now`. */
export function toTaskFilter(search: TaskSearch, now: number): TaskFilter {
  const { state, range, cursor: _, from, ...otherFilters } = search;
  const since = range ? new Date(now - ranges[range]).toISOString() : from;
  return withoutUndefined({
    ...otherFilters,
    state: state && [...state],
    from: since,
  }) as TaskFilter;
}

/** Returns the time and the kind for the statistics. */
export function toStatisticsQuery(
  { kind, range, from, to }: TaskSearch,
  now: number,
): StatisticsQuery {
  const end = to ? Date.parse(to) : now;
  const since = from ?? new Date(end - ranges[range ?? defaultRange]).toISOString();
  return withoutUndefined({ kind, from: since, to }) as StatisticsQuery;
}

/** Removes undefined members, so that equal searches have equal query keys. */
function withoutUndefined<T extends object>(parts: T): T {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as T;
}
