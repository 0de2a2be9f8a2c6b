import type { QueryState } from "@tanstack/react-query";
import type { Me, SignUpBody, TaskState, TaskStatus } from "./generated";
import { jitter, mayPass } from "./retry";

/**
 * How often an unfinished thing is asked after. Everything about polling is in this file; about waiting, in
 * following.ts.
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
  ceilingMs: number;
}
const busy: Pace = { firstMs: 400, growth: 1.5, ceilingMs: 5_000 };
const atOnceMs = 1;
const patient: Pace = { firstMs: 3_000, growth: 1.5, ceilingMs: 20_000 };

/** Whether a task will not change any more. */
export function isFinal(state: TaskState): boolean {
  return state === "SUCCESS" || state === "FAILURE" || state === "REVOKED";
}

/** Milliseconds until the next question: grows with the answers that brought nothing new, ±20 %. */
export function pollDelay(pace: Pace, unchanged: number, seed: number): number {
  const delay = Math.min(pace.firstMs * pace.growth ** unchanged, pace.ceilingMs);
  return Math.round(delay * (1 - jitter + 2 * jitter * spread(seed)));
}

/**
 * A number from 0 to 1 that looks random but is the same for the same seed (Knuth's multiplicative hash):
 * TanStack Query asks for the delay at each render and would restart its timer at each new number.
 */
function spread(seed: number): number {
  return ((seed * 2_654_435_761) % 2 ** 32) / 2 ** 32;
}

/** The number of the answer that first brought this data: equal answers keep the same object. */
const firstSeen = new WeakMap<object, number>();

function unchangedAnswers(data: object, answers: number): number {
  const first = firstSeen.get(data) ?? answers;
  firstSeen.set(data, first);
  return answers - first;
}

/** How often something is asked after as it is; null when it is final. */
export type PaceOf<T> = (data: T) => Pace | null;

/**
 * When to ask again, or false for never.
 *
 * `early` is how many answers in a row came early with nothing new where they could have been held, 0 for none;
 * left out where none is held.
 */
export function nextPoll<T extends object>(
  state: QueryState<T, Error>,
  paceOf: PaceOf<T>,
  early?: number,
): number | false {
  if (state.fetchStatus !== "idle") {
    return false;
  }
  if (state.error) {
    return (
      mayPass(state.error) &&
      Math.max(pollDelay(patient, 2, state.errorUpdatedAt), (state.error.retryAfter ?? 0) * 1000)
    );
  }
  const pace = state.data ? paceOf(state.data) : null;
  if (!(state.data && pace)) {
    return false;
  }
  if (early === 0) {
    return atOnceMs;
  }
  const unchanged = early ? early - 1 : unchangedAnswers(state.data, state.dataUpdateCount);
  return pollDelay(pace, unchanged, state.dataUpdatedAt);
}

/** The pace of one task, null once it is final. */
export function taskPace(task: TaskStatus): Pace | null {
  if (isFinal(task.state)) {
    return null;
  }
  return task.state === "RETRY" ? patient : busy;
}

/** The pace of a sign-up: its busiest task's, then the person's who has yet to open the mail. */
export function signUpPace(signUp: SignUpBody): Pace | null {
  const paces = signUp.tasks.map(taskPace);
  if (paces.includes(busy)) {
    return busy;
  }
  return signUp.state === "pending" || paces.includes(patient) ? patient : null;
}

/** The pace of a profile: its picture's, then the person's who has yet to confirm a new address. */
export function profilePace({ picture_task: task, pending_email }: Me): Pace | null {
  return (task && taskPace(task)) ?? (pending_email === null ? null : patient);
}
