import type { TaskState, TaskStatistics } from "../../../api/generated";

export type Bar = TaskStatistics["bars"][number];

/** From the ground up: what failed stands on the ground, where heights compare best. */
export const stackOrder: readonly TaskState[] = [
  "FAILURE",
  "RETRY",
  "REVOKED",
  "PENDING",
  "STARTED",
  "SUCCESS",
];

/** One state's part of a bar; in pixels, counted from the top. */
interface Segment {
  state: TaskState;
  y: number;
  height: number;
}

/** What is there can be seen: one failure among a thousand is still this high. */
const minHeightPx = 3;

/** The parts of a bar in a plot of `height` pixels whose highest bar has `most` tasks. */
export function barSegments(
  { counts }: Bar,
  shown: readonly TaskState[],
  maxTotal: number,
  height: number,
): Segment[] {
  let ground = height;
  return stackOrder.flatMap((state) => {
    const count = shown.includes(state) ? (counts[state] ?? 0) : 0;
    if (count === 0) {
      return [];
    }
    const segmentHeight = Math.max(
      minHeightPx,
      (count / maxTotal) * (height - stackOrder.length * minHeightPx),
    );
    ground -= segmentHeight;
    return [{ state, y: ground, height: segmentHeight }];
  });
}

/** How many tasks of these states a bar has. */
export function totalOf({ counts }: Bar, shown: readonly TaskState[]): number {
  return shown.reduce((total, state) => total + (counts[state] ?? 0), 0);
}

/** A run of bars, by the numbers of its ends in the order they were touched. */
export interface BarRange {
  anchor: number;
  end: number;
}

/** From when to when a run of bars goes. */
export function timeSpanOf(
  { bars, bar_seconds: seconds }: TaskStatistics,
  { anchor, end }: BarRange,
) {
  const first = bars[Math.min(anchor, end)];
  const last = bars[Math.max(anchor, end)];
  return first && last
    ? { from: iso(first, 0), to: iso(last, seconds) }
    : { from: undefined, to: undefined };
}

function iso({ began_at }: Bar, secondsLater: number): string {
  return new Date(Date.parse(began_at) + secondsLater * 1000).toISOString();
}

/** Where a key leads from a run; undefined for a key that leads nowhere. */
export function moveRange(
  key: string,
  range: BarRange,
  last: number,
  extend: boolean,
): BarRange | undefined {
  const targets: Readonly<Record<string, number>> = {
    ArrowLeft: range.end - 1,
    ArrowDown: range.end - 1,
    ArrowRight: range.end + 1,
    ArrowUp: range.end + 1,
    Home: 0,
    End: last,
  };
  const target = targets[key];
  if (target === undefined) {
    return undefined;
  }
  const end = Math.min(Math.max(target, 0), last);
  return { anchor: extend ? range.anchor : end, end };
}
