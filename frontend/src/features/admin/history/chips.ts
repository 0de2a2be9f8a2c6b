import { messagesOf } from "../../../i18n/messages";
import { clockTime, type Zone } from "../clock";
import { kindTitle } from "../kind-title";
import type { TaskSearch } from "./task-search";

/** One filter in words, and the change that takes it away. */
export interface Chip {
  label: string;
  without: TaskSearch;
}

/** The filters in words, one by one; each of several states is one. */
export function chipsOf(search: TaskSearch, zone: Zone): Chip[] {
  const text = messagesOf("admin").history.chips;
  const { state = [], kind, q, user, worker, error } = search;
  return [
    ...state.map((each) => ({
      label: text.state(each),
      without: { state: others(state, each) },
    })),
    ...(kind ? [{ label: text.kind(kindTitle(kind)), without: { kind: undefined } }] : []),
    ...(q ? [{ label: text.q(q), without: { q: undefined } }] : []),
    ...(user ? [{ label: text.user(user), without: { user: undefined } }] : []),
    ...(worker ? [{ label: text.worker(worker), without: { worker: undefined } }] : []),
    ...(error ? [{ label: text.error(error), without: { error: undefined } }] : []),
    ...timeChip(search, zone),
  ];
}

function others<T>(all: readonly T[], one: T): readonly T[] | undefined {
  const rest = all.filter((each) => each !== one);
  return rest.length > 0 ? rest : undefined;
}

function timeChip(search: TaskSearch, zone: Zone): Chip[] {
  const label = timeWords(search, zone);
  const without = { range: undefined, from: undefined, to: undefined };
  return label ? [{ label, without }] : [];
}

/** The chosen time in words; undefined when none is chosen. */
export function timeWords({ range, from, to }: TaskSearch, zone: Zone): string | undefined {
  const text = messagesOf("admin").history.chips;
  const history = messagesOf("admin").history;
  if (range) {
    return history.time.ranges[range];
  }
  const words = (iso: string) => clockTime(iso, zone, "dayAndTime");
  if (from && to) {
    return text.between(words(from), words(to));
  }
  if (from) {
    return text.from(words(from));
  }
  return to && text.to(words(to));
}
