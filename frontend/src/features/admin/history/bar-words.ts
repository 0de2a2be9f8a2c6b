import type { TaskState, TaskStatistics } from "../../../api/generated";
import { messagesOf } from "../../../i18n/messages";
import { clockTime, type Zone } from "../clock";
import { type Run, stackOrder, timeOf } from "./bars";

const daySeconds = 86_400;

/** What a run of bars has, in words. */
export function wordsOf(
  statistics: TaskStatistics,
  run: Run,
  shown: readonly TaskState[],
  zone: Zone,
): string {
  const history = messagesOf("admin").history;
  const { from, to } = timeOf(statistics, run);
  if (!(from && to)) {
    return history.histogram.empty;
  }
  const bars = statistics.bars.slice(
    Math.min(run.anchor, run.end),
    Math.max(run.anchor, run.end) + 1,
  );
  const counts = stackOrder
    .filter((state) => shown.includes(state))
    .map((state) => [state, sum(bars.map(({ counts: of }) => of[state] ?? 0))] as const)
    .filter(([, count]) => count > 0);
  const words = (iso: string) => clockTime(iso, zone, styleOf(statistics));
  return history.histogram.bar(words(from), words(to), counts);
}

/** When the plot begins, its middle and its end. */
export function axisTimes(statistics: TaskStatistics, zone: Zone): string[] {
  const { since, until } = statistics;
  const middle = new Date((Date.parse(since) + Date.parse(until)) / 2).toISOString();
  return [since, middle, until].map((iso) => clockTime(iso, zone, styleOf(statistics)));
}

/** As much of a time as tells the bars apart: the clock within a day, the day where bars are days. */
function styleOf({ bar_seconds: seconds, bars }: TaskStatistics) {
  if (seconds >= daySeconds) {
    return "day";
  }
  return seconds * bars.length > daySeconds ? "dayAndTime" : "time";
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
