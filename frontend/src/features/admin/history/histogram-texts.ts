import type { TaskState, TaskStatistics } from "../../../api/generated";
import { getMessages } from "../../../i18n/messages";
import { formatInZone, type TimeZone } from "../time-zone";
import { type BarRange, stackOrder, timeSpanOf } from "./histogram-bars";

const daySeconds = 86_400;

/** Describes a range of bars. */
export function describeBars(
  statistics: TaskStatistics,
  range: BarRange,
  shown: readonly TaskState[],
  zone: TimeZone,
): string {
  const text = getMessages("admin").history.histogram;
  const { from, to } = timeSpanOf(statistics, range);
  const format = (iso: string) => formatInZone(iso, zone, dateStyleOf(statistics));
  return from && to
    ? text.bar(format(from), format(to), countStates(statistics, range, shown))
    : text.empty;
}

function countStates(
  { bars }: TaskStatistics,
  { anchor, end }: BarRange,
  shown: readonly TaskState[],
) {
  const selected = bars.slice(Math.min(anchor, end), Math.max(anchor, end) + 1);
  return stackOrder
    .filter((state) => shown.includes(state))
    .map((state) => [state, sum(selected.map(({ counts }) => counts[state] ?? 0))] as const)
    .filter(([, count]) => count > 0);
}

/** Returns the labels of the axis: the begin, the middle and the end. */
export function axisLabels(statistics: TaskStatistics, zone: TimeZone): string[] {
  const { since, until } = statistics;
  const middle = new Date((Date.parse(since) + Date.parse(until)) / 2).toISOString();
  return [since, middle, until].map((iso) => formatInZone(iso, zone, dateStyleOf(statistics)));
}

/**
 * The shortest format that tells the bars apart: the time within a day, or the date for daily bars.
 */
function dateStyleOf({ bar_seconds: seconds, bars }: TaskStatistics) {
  if (seconds >= daySeconds) {
    return "day";
  }
  return seconds * bars.length > daySeconds ? "dayAndTime" : "time";
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
