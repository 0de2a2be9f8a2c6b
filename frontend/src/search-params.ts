import type { TaskState } from "./api";

/**
 * What an address may carry after its "?". Anything else in it is ignored: people edit addresses. A parameter
 * that is no good is answered with undefined, not left out: the router would keep what the address says.
 */
type Raw = Readonly<Record<string, unknown>>;

interface LogInSearch {
  /** Where to go afterwards; judged when it is used. */
  next?: string | undefined;
}

export interface TaskSearch {
  state?: TaskState | undefined;
  kind?: string | undefined;
  cursor?: string | undefined;
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

/** What the API takes for a kind; with anything else it would refuse to answer. */
const kindRule = /^[A-Za-z0-9_]{1,100}$/;

/** Of the log-in page. */
export function logInSearch({ next }: Raw): LogInSearch {
  return { next: textOf(next) };
}

/** Of the task history: its filter, and the place in it. */
export function taskSearch({ state, kind, cursor }: Raw): TaskSearch {
  return {
    state: isTaskState(state) ? state : undefined,
    kind: isKind(kind) ? kind : undefined,
    cursor: textOf(cursor),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function isKind(value: unknown): value is string {
  return typeof value === "string" && kindRule.test(value);
}

function isTaskState(value: unknown): value is TaskState {
  return typeof value === "string" && Object.hasOwn(taskStates, value);
}
