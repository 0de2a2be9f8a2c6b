import type { TaskState } from "../../../../api/generated";
import { formatNumber } from "../../../../lib/numbers";
import { texts as admin } from "./shared";
import { taskAmount } from "./task-amount";

/** The number of tasks in each state. */
type StateCounts = ReadonlyArray<readonly [TaskState, number]>;

/** "3 failed, 12 done". */
const stateAmounts = (counts: StateCounts) =>
  counts
    .map(([state, count]) => `${formatNumber(count)} ${admin.states[state].toLowerCase()}`)
    .join(", ") || "no tasks";

/** The texts of the task history. */
export const texts = {
  title: "Tasks",
  csv: { short: "CSV", rest: "of the filtered tasks" },
  live: {
    pause: "Pause",
    resume: "Resume",
    rest: "live updates",
    late: "Not up to date: the server does not answer.",
  },
  keys: "Keyboard",

  filters: "Filters",
  moreFilters: "More filters",
  search: {
    label: "Search",
    placeholder: "Address, id, reference or error",
    submit: "Search",
  },
  state: "State",
  kind: "Kind",
  worker: "Worker",
  allKinds: "All kinds",
  allWorkers: "All workers",
  time: {
    label: "Time",
    any: "Any time",
    chosen: "Between…",
    from: "From",
    to: "To",
    show: "Show",
    durations: {
      PT1H: "Last hour",
      P1D: "Last 24 hours",
      P7D: "Last 7 days",
      P30D: "Last 30 days",
      P365D: "Last year",
    },
    reversed: "The end must be after the beginning.",
    errors: {
      incomplete: "Enter the whole date and time.",
      year: "Choose a year from 1970 to 9999.",
      missing: "This hour does not exist: the clocks go forward. Choose another one.",
    },
  },
  chips: {
    label: "Chosen filters",
    clear: "Clear all",
    remove: (label: string) => `Remove filter ${label}`,
    state: (state: TaskState) => `State: ${admin.states[state]}`,
    kind: (kind: string) => `Kind: ${kind}`,
    query: (query: string) => `Search: ${query}`,
    user: (person: string) => `User: ${person}`,
    worker: (name: string) => `Worker: ${name}`,
    error: (name: string) => `Error: ${name}`,
    from: (time: string) => `From ${time}`,
    to: (time: string) => `Until ${time}`,
    between: (from: string, to: string) => `${from} – ${to}`,
  },

  figures: {
    heading: "Figures",
    of: (range: string) => `${range}, all tasks`,
    ofKind: (range: string, kind: string) => `${range}, ${kind}`,
    open: "Chart and errors",
    close: "Hide chart and errors",
    failureRate: "Failure rate",
    wait: "Waited",
    run: "Ran",
    p50: "median",
    p95: "p95",
    queued: "Queued",
    oldest: "oldest due",
    workers: "Workers",
    seen: "heartbeat",
    silent: (count: number) => `${formatNumber(count)} silent`,
    noWorkers: "none running",
    nothingQueued: "nothing waits",
    loadFailed: "The figures could not be loaded.",
  },

  histogram: {
    label: "Tasks over time",
    maxTotal: (count: number) => `${formatNumber(count)} at most`,
    bar: (from: string, to: string, counts: StateCounts = []) =>
      `${from} to ${to}: ${stateAmounts(counts)}`,
    hint: "Drag over the bars to choose a time, or press Shift and arrow keys, then Enter.",
    choose: "Show this time",
    table: "As a table",
    began: "From",
    empty: "No task in this time.",
  },

  errors: {
    heading: "Errors",
    summary: (groups: number, tasks: number) =>
      `${formatNumber(groups)} ${groups === 1 ? "kind" : "kinds"} of error, ${taskAmount(tasks)}`,
    first: "First seen",
    last: "Last seen",
    more: (groups: number) => `${formatNumber(groups)} more`,
    listed: (listed: number, all: number) =>
      `The ${formatNumber(listed)} most frequent of ${formatNumber(all)} are listed.`,
    showMore: "List more",
    narrow: "Choose a shorter time or one kind of task to see the others.",
    show: "Show",
    showWhich: (name: string) => `tasks with ${name}`,
    retryAll: (count: number) => (count === 1 ? "Retry it" : `Retry all ${formatNumber(count)}`),
    retryWhich: (name: string) => `with ${name}`,
  },

  list: {
    label: "Tasks",
    count: taskAmount,
    newTasks: (count: number, capped: boolean) =>
      `${formatNumber(count)}${capped ? "+" : ""} new ${count === 1 && !capped ? "task" : "tasks"}`,
    unmatched: "no longer matches",
    columns: {
      task: "Task",
      person: "User",
      state: "State",
      created: "Created",
      wait: "Waited",
      run: "Ran",
      attempts: "Attempts",
      worker: "Worker",
    },
    running: (percent: number) => `Running, ${percent} %`,
    tries: (count: number) => (count === 1 ? "1 attempt" : `${formatNumber(count)} attempts`),
    of: (person: string) => `of ${person}`,
    taskOf: (kind: string, person: string) => `${kind} of ${person}`,
    retryNote: "retry",
    pages: "Pages",
    newer: "Newer",
    older: "Older",
    newest: "Newest",
    empty: {
      heading: "No task yet",
      lead: "The first sign-up creates two tasks.",
    },
    emptyFiltered: {
      heading: "No task matches",
      lead: "Try fewer filters, or a longer time.",
    },
    loadFailed: "The tasks could not be loaded.",
  },

  selection: {
    label: "Chosen tasks",
    one: (kind: string) => `Choose ${kind}`,
    page: "Choose all on this page",
    chosen: (count: number) => `${formatNumber(count)} chosen`,
    clear: "Choose none",
    tooMany: (most: number) =>
      `At most ${formatNumber(most)} can be chosen one by one. For more, set a filter and use “all that match”.`,
    retry: "Retry…",
    revoke: "Cancel…",
    matching: "All that match",
    retryMatching: "Retry all that match…",
    revokeMatching: "Cancel all that match…",
  },

  help: {
    heading: "Keyboard",
    search: "Search",
    move: "Next and previous task",
    open: "Open the task",
    choose: "Choose the task; with Shift, all up to it",
    retry: "Retry the chosen tasks, or the focused one",
    revoke: "Cancel the chosen tasks, or the focused one",
    help: "This help",
    or: "or",
    enabled: "Use single keys as shortcuts",
  },
};
