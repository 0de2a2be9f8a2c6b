import { messages } from "./messages";

const { names } = messages.tasks;

/** The texts of the administrators' pages; see messages.ts. */
export const adminMessages = {
  history: {
    title: "Tasks",
    lead: "Everything that ever ran, newest first.",
    flower: "Workers in Flower",
    forbidden: {
      heading: "For administrators only",
      lead: "Your account is not allowed to see this page.",
    },
    filters: "Filters",
    state: "State",
    kind: "Kind",
    all: "All",
    clear: "Clear filters",
    refresh: "Refresh",
    older: "Older",
    newest: "Newest",
    pages: "Pages",
    empty: "No task yet",
    emptyLead: "The first sign-up brings the first two.",
    emptyFiltered: "No task matches",
    emptyFilteredLead: "Try fewer filters.",
    columns: {
      task: "Task",
      state: "State",
      created: "Created",
      wait: "Waited",
      run: "Ran",
      attempts: "Attempts",
    },
    states: {
      PENDING: "Waiting",
      STARTED: "Running",
      RETRY: "Will retry",
      SUCCESS: "Done",
      FAILURE: "Failed",
      REVOKED: "Cancelled",
    },
  },

  kinds: {
    ...names,
    expire_sign_ups: "Sign-up clean-up",
    clean_pictures: "Picture clean-up",
    forget_history: "History clean-up",
  },

  task: {
    back: "All tasks",
    unknown: {
      heading: "No such task",
      lead: "It may have been cleaned up, or the id is mistyped.",
    },
    facts: "Facts",
    id: "Id",

    worker: "Worker",
    created: "Created",
    due: "Due",
    published: "Published",
    started: "Started",
    finished: "Finished",
    waited: "Waited",
    ran: "Ran",
    progress: "Progress",
    attempts: "Attempts",
    noAttempts: "Not tried yet.",
    attemptColumns: {
      number: "No.",
      started: "Started",
      ran: "Ran",
      worker: "Worker",
      outcome: "Outcome",
    },
    running: "running",
    payload: "Payload",
    result: "Result",
    error: "Error",
    reason: "Reason",
    traceback: "Traceback",
    tracebackOf: (number: number) => `Traceback of attempt ${number}`,
    earlier: "Earlier tracebacks",
    copy: "Copy",
    copied: "Copied",
    none: "–",
  },
} as const;
