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
  const history = getMessages("admin").history;
  const { from, to } = timeSpanOf(statistics, range);
  if (!(from && to)) {
    return history.histogram.empty;
  }
  const bars = statistics.bars.slice(
    Math.min(range.anchor, range.end),
    Math.max(range.anchor, range.end) + 1,
  );
  const counts = stackOrder
    .filter((state) => shown.includes(state))
    .map((state) => [state, sum(bars.map(({ counts: of }) => of[state] ?? 0))] as const)
    .filter(([, count]) => count > 0);
  const format = (iso: string) => formatInZone(iso, zone, dateStyleOf(statistics));
  return history.histogram.bar(format(from), format(to), counts);
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
