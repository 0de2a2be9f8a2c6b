import type { QueryState } from "@tanstack/react-query";
import type { Me, SignUpBody, TaskState, TaskStatus } from "./generated";
import { isRetryable, jitter } from "./retry";

/**
 * How often an unfinished resource is fetched. All polling intervals are in this file; the waits
 * are in long-poll.ts.
 *
 * - While the server holds responses until something changes: immediately. The other intervals
 *   apply when it does not.
 * - While a task runs: soon at first, then less and less often as long as nothing changes.
 * - While only the user or a distant retry can change anything: rarely.
 * - Never when it is final, in a hidden tab, or offline. TanStack Query pauses there and fetches on
 *   focus and on reconnect.
 */
interface Pace {
  firstMs: number;
  growth: number;
  maxMs: number;
}
const busyPace: Pace = { firstMs: 400, growth: 1.5, maxMs: 5_000 };
const immediatelyMs = 1;
const idlePace: Pace = { firstMs: 3_000, growth: 1.5, maxMs: 20_000 };

/** Whether a task has reached a state that does not change any more. */
export function isFinal(state: TaskState): boolean {
  return state === "SUCCESS" || state === "FAILURE" || state === "REVOKED";
}

/** Milliseconds until the next poll. Grows with the number of unchanged responses, ±20 %. */
export function pollDelay(pace: Pace, unchanged: number, seed: number): number {
  const delay = Math.min(pace.firstMs * pace.growth ** unchanged, pace.maxMs);
  return Math.round(delay * (1 - jitter + 2 * jitter * pseudoRandom(seed)));
}

/**
 * Returns a number from 0 to 1 that looks random but is always the same for one seed (Knuth's
 * multiplicative hash). TanStack Query asks for the delay at each render and restarts its timer
 * when the number differs.
 */
function pseudoRandom(seed: number): number {
  return ((seed * 2_654_435_761) % 2 ** 32) / 2 ** 32;
}

/**
 * The number of the response that first brought this data. Equal responses keep the same object.
 */
const firstResponse = new WeakMap<object, number>();

function unchangedResponses(data: object, responses: number): number {
  const first = firstResponse.get(data) ?? responses;
  firstResponse.set(data, first);
  return responses - first;
}

/** Returns how often a resource is polled in its current state; null when it is final. */
export type GetPace<T> = (data: T) => Pace | null;

/**
 * Returns the delay until the next poll in milliseconds, or false for never.
 *
 * `earlyCount` is the number of responses in a row that came early and unchanged from a server that
 * can hold them. Leave it out for resources whose responses are never held.
 */
export function nextPoll<T extends object>(
  state: QueryState<T, Error>,
  getPace: GetPace<T>,
  earlyCount?: number,
): number | false {
  if (state.fetchStatus !== "idle") {
    return false;
  }
  if (state.error) {
    return delayAfterError(state.error, state.errorUpdatedAt);
  }
  const pace = state.data ? getPace(state.data) : null;
  if (!(state.data && pace)) {
    return false;
  }
  if (earlyCount === 0) {
    return immediatelyMs;
  }
  const unchanged = earlyCount
    ? earlyCount - 1
    : unchangedResponses(state.data, state.dataUpdateCount);
  return pollDelay(pace, unchanged, state.dataUpdatedAt);
}

function delayAfterError(error: Error, failedAt: number): number | false {
  return (
    isRetryable(error) && Math.max(pollDelay(idlePace, 2, failedAt), (error.retryAfter ?? 0) * 1000)
  );
}

/** The pace for one task; null when it is final. */
export function taskPace(task: TaskStatus): Pace | null {
  if (isFinal(task.state)) {
    return null;
  }
  return task.state === "RETRY" ? idlePace : busyPace;
}

/** The pace for a sign-up: that of its busiest task, then the idle pace until the user confirms. */
export function signUpPace(signUp: SignUpBody): Pace | null {
  const paces = signUp.tasks.map(taskPace);
  if (paces.includes(busyPace)) {
    return busyPace;
  }
  return signUp.state === "pending" || paces.includes(idlePace) ? idlePace : null;
}

/**
 * The pace for a profile: that of the picture task, then the idle pace until a new address is
 * confirmed.
 */
export function profilePace({ picture_task: task, pending_email }: Me): Pace | null {
  return (task && taskPace(task)) ?? (pending_email === null ? null : idlePace);
}
