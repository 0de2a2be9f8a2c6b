import { keepPreviousData, type QueryState, queryOptions } from "@tanstack/react-query";
import type { SignUpBody, TaskState, TaskStatus } from "./api";
import { getAdminTask, getMe, getSignUp, listAdminTasks, type TaskQuery } from "./endpoints";
import { ApiError } from "./problem";
import { rememberSession } from "./session";

/**
 * How often an unfinished thing is asked after. Everything that polls is in this file.
 *
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
const patient: Pace = { firstMs: 3_000, growth: 1.5, ceilingMs: 20_000 };

/** Share by which delays spread, so that a thousand pages do not ask in the same moment. */
const jitter = 0.2;

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

/** When to ask again, or false for never; `pace` is null when the data is final. */
function nextPoll<T extends object>(
  state: QueryState<T, Error>,
  paceOf: (data: T) => Pace | null,
): number | false {
  if (state.error) {
    return mayPass(state.error) && pollDelay(patient, 2, state.errorUpdatedAt);
  }
  const pace = state.data ? paceOf(state.data) : null;
  if (!(state.data && pace)) {
    return false;
  }
  return pollDelay(pace, unchangedAnswers(state.data, state.dataUpdateCount), state.dataUpdatedAt);
}

/** Two more tries for what may pass; a 404 or 403 is final. */
export function retry(failures: number, error: Error): boolean {
  return failures < 2 && mayPass(error);
}

function mayPass(error: Error): boolean {
  return error instanceof ApiError && error.passing;
}

function taskPace(task: TaskStatus): Pace | null {
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

/** A sign-up with its tasks, followed until nothing about it can change. */
export const signUpQuery = (id: string) =>
  queryOptions({
    queryKey: ["sign-ups", id],
    queryFn: ({ signal }) => getSignUp(id, signal),
    refetchInterval: ({ state }) => nextPoll(state, signUpPace),
    refetchOnWindowFocus: ({ state }) => !state.data || signUpPace(state.data) !== null,
  });

/** Who is logged in; follows the picture while it is made. A 401 means nobody. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: async ({ signal }) => {
    const profile = await getMe(signal);
    rememberSession(true);
    return profile;
  },
  staleTime: 60_000,
  refetchInterval: ({ state }) =>
    nextPoll(state, ({ picture_task: task }) => task && taskPace(task)),
});

/** What the task history shows; each part is in the page's address. */
export type TaskFilter = Pick<TaskQuery, "state" | "kind" | "cursor">;

/** One page of the task history; the page before stays while the next one loads. */
export const adminTasksQuery = (filter: TaskFilter) =>
  queryOptions({
    queryKey: ["admin", "tasks", filter],
    queryFn: ({ signal }) => listAdminTasks({ ...filter, limit: 25 }, signal),
    placeholderData: keepPreviousData,
  });

/** One task with all that is known of it, followed until it is final. */
export const adminTaskQuery = (id: string) =>
  queryOptions({
    queryKey: ["admin", "task", id],
    queryFn: ({ signal }) => getAdminTask(id, signal),
    refetchInterval: ({ state }) => nextPoll(state, taskPace),
  });
