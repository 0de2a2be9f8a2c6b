import { formatNumber } from "../../../../lib/numbers";
import { taskAmount } from "./task-amount";

const mails = (count: number) => (count === 1 ? "1 mail" : `${formatNumber(count)} mails`);

/** The texts of the administrators' actions on tasks. */
export const texts = {
  counting: "Counting what would be done…",
  mails: (count: number) =>
    `${mails(count)} will be sent again. Who got the first one gets a second.`,
  capped: "There are more; this takes them all.",
  of: (kind: string, count: number) => `${kind}: ${formatNumber(count)}`,
  progress: "Progress",
  background: "It goes on when you close this.",
  follow: "Open the task that does it",
  abort: "Abort",
  aborting: "Aborting…",
  failed: "This did not work",

  retry: {
    question: (count: number, capped: boolean) => `Run ${taskAmount(count, capped)} again?`,
    hint: "Each one gets a new task; the old ones stay as they are.",
    nothing: {
      heading: "Nothing to retry",
      lead: "Only failed and cancelled tasks can run again, each of them once.",
    },
    confirm: (count: number, capped: boolean) => `Retry ${taskAmount(count, capped)}`,
    working: "Retrying…",
    done: (count: number) => `${taskAmount(count)} on the way again`,
    ended: { FAILURE: "The retry failed", REVOKED: "The retry was aborted" },
  },
  revoke: {
    question: (count: number, capped: boolean) => `Cancel ${taskAmount(count, capped)}?`,
    hint: "What runs is stopped, what waits never runs. A cancelled task stays cancelled.",
    nothing: {
      heading: "Nothing to cancel",
      lead: "All of these tasks have ended.",
    },
    confirm: (count: number, capped: boolean) => `Cancel ${taskAmount(count, capped)}`,
    working: "Cancelling…",
    done: (count: number) => `${taskAmount(count)} cancelled`,
    ended: { FAILURE: "The cancelling failed", REVOKED: "The cancelling was aborted" },
  },

  one: {
    retry: {
      open: "Run again…",
      question: "Run this task again?",
      hint: "A new task does the same work; this one stays as it is.",
      mail: "It sends its mail again. Who got the first one gets a second.",
      confirm: "Run again",
    },
    revoke: {
      open: "Cancel…",
      question: "Cancel this task?",
      hint: "It is stopped, if it runs, and stays cancelled.",
      mail: "A mail that is already on its way cannot be called back.",
      confirm: "Cancel the task",
    },
  },
};
