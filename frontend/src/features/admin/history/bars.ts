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
interface Part {
  state: TaskState;
  y: number;
  height: number;
}

/** What is there can be seen: one failure among a thousand is still this high. */
const leastPx = 3;

/** The parts of a bar in a plot of `height` pixels whose highest bar has `most` tasks. */
export function partsOf(
  { counts }: Bar,
  shown: readonly TaskState[],
  most: number,
  height: number,
): Part[] {
  let ground = height;
  return stackOrder.flatMap((state) => {
    const count = shown.includes(state) ? (counts[state] ?? 0) : 0;
    if (count === 0) {
      return [];
    }
    const part = Math.max(leastPx, (count / most) * (height - stackOrder.length * leastPx));
    ground -= part;
    return [{ state, y: ground, height: part }];
  });
}

/** How many tasks of these states a bar has. */
export function totalOf({ counts }: Bar, shown: readonly TaskState[]): number {
  return shown.reduce((total, state) => total + (counts[state] ?? 0), 0);
}

/** A run of bars, by the numbers of its ends in the order they were touched. */
export interface Run {
  anchor: number;
  end: number;
}

/** From when to when a run of bars goes. */
export function timeOf({ bars, bar_seconds: seconds }: TaskStatistics, { anchor, end }: Run) {
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
export function moved(key: string, run: Run, last: number, extend: boolean): Run | undefined {
  const goals: Readonly<Record<string, number>> = {
    ArrowLeft: run.end - 1,
    ArrowDown: run.end - 1,
    ArrowRight: run.end + 1,
    ArrowUp: run.end + 1,
    Home: 0,
    End: last,
  };
  const goal = goals[key];
  if (goal === undefined) {
    return undefined;
  }
  const end = Math.min(Math.max(goal, 0), last);
  return { anchor: extend ? run.anchor : end, end };
}
