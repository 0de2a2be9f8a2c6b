/** The texts of the page of one task. */
export const texts = {
  back: "Back to the list",
  unknown: {
    heading: "This task does not exist",
    lead: "It may have been deleted by the clean-up, or the id is mistyped.",
  },
  accountDeleted: "The account of this task is deleted. Only the kind, states and times are kept.",

  timeline: {
    heading: "What happened",
    requested: "Requested",
    due: "Due",
    blocked: (tasks: number) =>
      tasks === 1 ? "Waits for another task" : `Waits for ${tasks} other tasks`,
    published: "Handed to the broker",
    attempt: (number: number) => `Attempt ${number}`,
    on: (worker: string) => `on ${worker}`,
    waited: (span: string) => `waited ${span}`,
    ran: (span: string) => `ran ${span}`,
    running: (span: string) => `running for ${span}`,
    outcomes: {
      PENDING: "Returned to the queue",
      STARTED: "Running",
      RETRY: "Failed, to be tried again",
      SUCCESS: "Done",
      FAILURE: "Failed for good",
      REVOKED: "Cancelled",
    },
    again: "Next attempt due",
    log: (lines: number) => (lines === 1 ? "1 log line" : `${lines} log lines`),
    logOf: (number: number) => `Log of attempt ${number}`,
    traceback: "Traceback",
    tracebackOf: (number: number) => `Traceback of attempt ${number}`,
  },

  properties: {
    heading: "Properties",
    id: "Id",
    queue: "Queue",
    worker: "Worker",
    attempts: "Attempts",
    waited: "Waited",
    ran: "Ran",
    progress: "Progress",
    reference: "Reference",
    group: "Error group",
  },
  user: {
    heading: "User",
    otherTasks: "Their other tasks",
  },
  links: {
    heading: "Related",
    flower: "In Flower",
    retryOf: "The original task",
    retriedBy: "The retry of this task",
    sameError: "Tasks with the same error",
    sameWorker: "Tasks of the same worker",
  },
  actions: {
    heading: "Actions by administrators",
    none: "None.",
    unknownUser: "Someone",
    events: {
      task_retried: "ran it again",
      task_revoked: "cancelled it",
      tasks_retried: "ran it again, with others",
      tasks_revoked: "cancelled it, with others",
    },
    /** For a task that itself retries or cancels many tasks. */
    started: "started it",
  },

  progress: (percent: number, step: string | null) => `${percent} %${step ? `, ${step}` : ""}`,
  payload: "Payload",
  payloadHint: "The input of the task. Secrets are masked.",
  result: "Result",
  thumbnails: "Thumbnails",
  thumbnail: (size: string) => `Thumbnail, ${size} pixels`,
  error: "Error",
  reason: "Reason",
  traceback: "Traceback",
};
