import * as v from "valibot";
import type { StatisticsQuery, TaskFilter } from "../../../api/endpoints-admin";
import type { TaskState } from "../../../api/generated";
import type { RawSearch } from "../../../lib/search-params";

const hour = 3_600_000;
const day = 24 * hour;

/**
 * The durations before now to choose from, as the API takes them, in milliseconds. "Now" is the
 * server's.
 */
export const durations = {
  PT1H: hour,
  P1D: day,
  P7D: 7 * day,
  P30D: 30 * day,
  P365D: 365 * day,
} as const;
export type Duration = keyof typeof durations;

/** The time of the statistics when none is chosen. */
export const defaultLast: Duration = "P1D";

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
  last?: Duration | undefined;
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
const duration = v.pipe(
  v.string(),
  v.check((value) => Object.hasOwn(durations, value)),
);
const dateTime = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\dT/),
  v.check((value) => isYearAllowed(new Date(value))),
);

/** The API takes the years 1970 to 9999. False for an invalid date. */
export function isYearAllowed(date: Date): boolean {
  return date.getUTCFullYear() >= 1970 && date.getUTCFullYear() <= 9999;
}

/** Parses the parameters of an address and leaves out invalid ones. */
export function parseSearch(raw: RawSearch): TaskSearch {
  const last = parseParameter(duration, raw.last) as Duration | undefined;
  return withoutUndefined({
    state: parseStates(raw.state),
    kind: parseParameter(kindName, raw.kind),
    q: parseParameter(text, raw.q),
    user: parseParameter(id, raw.user),
    worker: parseParameter(text, raw.worker),
    error: parseParameter(text, raw.error),
    last,
    from: last ? undefined : parseDateTime(raw.from),
    to: last ? undefined : parseDateTime(raw.to),
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
  const time = "last" in change || "from" in change || "to" in change;
  const { last, from, to, ...otherFilters } = search;
  return withoutUndefined({
    ...otherFilters,
    ...(time ? {} : { last, from, to }),
    ...change,
    cursor: undefined,
  });
}

/** Whether any filter is set, apart from the place in the list. */
export function isFiltered({ cursor: _, ...filter }: TaskSearch): boolean {
  return Object.keys(withoutUndefined(filter)).length > 0;
}

/** Returns the filter for the API. */
export function toTaskFilter({ state, cursor: _, ...filter }: TaskSearch): TaskFilter {
  return withoutUndefined({ ...filter, state: state && [...state] }) as TaskFilter;
}

/**
 * Returns the filter with a fixed begin and end, so that a bulk action changes exactly the tasks
 * that its dry run counted. `now` is the time by the server's clock.
 */
export function toFixedFilter(search: TaskSearch, now: number): TaskFilter {
  const { last, ...filter } = toTaskFilter(search);
  const iso = (time: number) => new Date(time).toISOString();
  const from = search.last && { from: iso(now - durations[search.last]) };
  return { to: iso(now), ...from, ...filter };
}

/** Returns the time and the kind for the statistics. */
export function toStatisticsQuery({ kind, last, from, to }: TaskSearch): StatisticsQuery {
  if (to) {
    const dayBefore = new Date(Date.parse(to) - durations[defaultLast]).toISOString();
    return withoutUndefined({ kind, from: from ?? dayBefore, to }) as StatisticsQuery;
  }
  const time = from ? { from } : { last: last ?? defaultLast };
  return withoutUndefined({ kind, ...time }) as StatisticsQuery;
}

/** Removes undefined members, so that equal searches have equal query keys. */
function withoutUndefined<T extends object>(parts: T): T {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as T;
}
