import { getMessages } from "../../../i18n/messages";
import { kindTitle } from "../kind-title";
import { formatInZone, type TimeZone } from "../time-zone";
import type { TaskSearch } from "./task-search";

/** The text of one active filter, and the change that removes it. */
export interface FilterChip {
  label: string;
  without: TaskSearch;
}

/**
 * Returns the active filters. Each of several states is a filter of its own.
 *
 * @param person the name of the person whose tasks are listed, once it is known.
 */
export function filterChips(search: TaskSearch, zone: TimeZone, person?: string): FilterChip[] {
  const text = getMessages("admin").history.chips;
  const { state = [], kind, q, user, worker, error } = search;
  return [
    ...state.map((item) => ({
      label: text.state(item),
      without: { state: withoutItem(state, item) },
    })),
    ...(kind ? [{ label: text.kind(kindTitle(kind)), without: { kind: undefined } }] : []),
    ...(q ? [{ label: text.query(q), without: { q: undefined } }] : []),
    ...(user ? [{ label: text.user(person ?? shortId(user)), without: { user: undefined } }] : []),
    ...(worker ? [{ label: text.worker(worker), without: { worker: undefined } }] : []),
    ...(error ? [{ label: text.error(error), without: { error: undefined } }] : []),
    ...timeChip(search, zone),
  ];
}

function shortId(id: string): string {
  return `${id.slice(0, 8)}…`;
}

function withoutItem<T>(all: readonly T[], removed: T): readonly T[] | undefined {
  const remaining = all.filter((item) => item !== removed);
  return remaining.length > 0 ? remaining : undefined;
}

function timeChip(search: TaskSearch, zone: TimeZone): FilterChip[] {
  const label = timeRangeText(search, zone);
  const without = { last: undefined, from: undefined, to: undefined };
  return label ? [{ label, without }] : [];
}

/** Describes the chosen time; undefined when none is chosen. */
export function timeRangeText({ last, from, to }: TaskSearch, zone: TimeZone): string | undefined {
  const text = getMessages("admin").history.chips;
  const history = getMessages("admin").history;
  if (last) {
    return history.time.durations[last];
  }
  const format = (iso: string) => formatInZone(iso, zone, "dayAndTime");
  if (from && to) {
    return text.between(format(from), format(to));
  }
  if (from) {
    return text.from(format(from));
  }
  return to && text.to(format(to));
}
