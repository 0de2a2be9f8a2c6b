import type { QueryState } from "@tanstack/react-query";
import type { Me, SignUpBody, TaskState, TaskStatus } from "./generated";
import { isRetryable, jitter } from "./retry";

/**
 * How often an unfinished thing is asked after. Everything about polling is in this file; about waiting, in
 * long-poll.ts.
 *
 * - Where the server holds its answers until something changes: at once, and the following is for when it does not.
 * - While a task runs: soon at first, then less and less often as long as nothing changes.
 * - While only a person or a far-off retry can change anything: rarely.
 * - Never once it is final, nor in a hidden tab or offline: TanStack Query pauses there, and asks at once on
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

/** Whether a task will not change any more. */
export function isFinal(state: TaskState): boolean {
  return state === "SUCCESS" || state === "FAILURE" || state === "REVOKED";
}

/** Milliseconds until the next question: grows with the answers that brought nothing new, ±20 %. */
export function pollDelay(pace: Pace, unchanged: number, seed: number): number {
  const delay = Math.min(pace.firstMs * pace.growth ** unchanged, pace.maxMs);
  return Math.round(delay * (1 - jitter + 2 * jitter * pseudoRandom(seed)));
}

/**
 * A number from 0 to 1 that looks random but is the same for the same seed (Knuth's multiplicative hash):
 * TanStack Query asks for the delay at each render and would restart its timer at each new number.
 */
function pseudoRandom(seed: number): number {
  return ((seed * 2_654_435_761) % 2 ** 32) / 2 ** 32;
}

/** The number of the answer that first brought this data: equal answers keep the same object. */
const firstResponse = new WeakMap<object, number>();

function unchangedResponses(data: object, responses: number): number {
  const first = firstResponse.get(data) ?? responses;
  firstResponse.set(data, first);
  return responses - first;
}

/** How often something is asked after as it is; null when it is final. */
export type GetPace<T> = (data: T) => Pace | null;

/**
 * When to ask again, or false for never.
 *
 * `early` is how many answers in a row came early with nothing new where they could have been held, 0 for none;
 * left out where none is held.
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
    return (
      isRetryable(state.error) &&
      Math.max(pollDelay(idlePace, 2, state.errorUpdatedAt), (state.error.retryAfter ?? 0) * 1000)
    );
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

/** The pace of one task, null once it is final. */
export function taskPace(task: TaskStatus): Pace | null {
  if (isFinal(task.state)) {
    return null;
  }
  return task.state === "RETRY" ? idlePace : busyPace;
}

/** The pace of a sign-up: its busiest task's, then the person's who has yet to open the mail. */
export function signUpPace(signUp: SignUpBody): Pace | null {
  const paces = signUp.tasks.map(taskPace);
  if (paces.includes(busyPace)) {
    return busyPace;
  }
  return signUp.state === "pending" || paces.includes(idlePace) ? idlePace : null;
}

/** The pace of a profile: its picture's, then the person's who has yet to confirm a new address. */
export function profilePace({ picture_task: task, pending_email }: Me): Pace | null {
  return (task && taskPace(task)) ?? (pending_email === null ? null : idlePace);
}
