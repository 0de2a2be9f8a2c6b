import type { TaskState, TaskStatistics } from "../../../api/generated";

export type Bar = TaskStatistics["bars"][number];

/** From bottom to top. Failures are at the bottom, where heights are easiest to compare. */
export const stackOrder: readonly TaskState[] = [
  "FAILURE",
  "RETRY",
  "REVOKED",
  "PENDING",
  "STARTED",
  "SUCCESS",
];

/** The part of a bar for one state, in pixels from the top. */
interface Segment {
  state: TaskState;
  y: number;
  height: number;
}

/** The smallest height, so that one failure among a thousand tasks is visible. */
const minHeightPx = 3;

/**
 * Returns the segments of a bar in a plot of `height` pixels whose highest bar has `maxTotal`
 * tasks.
 */
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

/** Counts the tasks of a bar in these states. */
export function totalOf({ counts }: Bar, shown: readonly TaskState[]): number {
  return shown.reduce((total, state) => total + (counts[state] ?? 0), 0);
}

/** A range of bars, by the indexes of its ends in the order in which they were selected. */
export interface BarRange {
  anchor: number;
  end: number;
}

/** Returns the begin and the end of a range of bars. */
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

/** Returns the range after a key press; undefined for a key without a meaning. */
export function moveRange(
  key: string,
  range: BarRange,
  last: number,
  extend: boolean,
): BarRange | undefined {
  const edges: Readonly<Record<string, number>> = { Home: 0, End: last };
  const step = arrowSteps[key];
  const target = step === undefined ? edges[key] : range.end + step;
  if (target === undefined) {
    return undefined;
  }
  const end = Math.min(Math.max(target, 0), last);
  return { anchor: extend ? range.anchor : end, end };
}

const arrowSteps: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
};
