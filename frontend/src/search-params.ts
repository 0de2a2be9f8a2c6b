import type { TaskState } from "./api";

/** What an address may carry after its "?". Anything else in it is ignored: people edit addresses. */
type Raw = Readonly<Record<string, unknown>>;

interface LogInSearch {
  /** Where to go afterwards; judged when it is used. */
  next?: string;
}

interface TaskSearch {
  state?: TaskState;
  kind?: string;
  cursor?: string;
}

/** Typed as a record, so that a state the API gains has to be added here. */
const taskStates: Readonly<Record<TaskState, true>> = {
  PENDING: true,
  STARTED: true,
  RETRY: true,
  SUCCESS: true,
  FAILURE: true,
  REVOKED: true,
};

/** Of the log-in page. */
export function logInSearch({ next }: Raw): LogInSearch {
  return isText(next) ? { next } : {};
}

/** Of the task history: its filter, and the place in it. */
export function taskSearch({ state, kind, cursor }: Raw): TaskSearch {
  return {
    ...(isTaskState(state) && { state }),
    ...(isText(kind) && { kind }),
    ...(isText(cursor) && { cursor }),
  };
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isTaskState(value: unknown): value is TaskState {
  return isText(value) && Object.hasOwn(taskStates, value);
}
