import { formatNumber } from "../../../../lib/numbers";
import { taskAmount } from "./task-amount";

const mails = (count: number) => (count === 1 ? "1 mail" : `${formatNumber(count)} mails`);

/** The texts of the administrators' actions on tasks. */
export const texts = {
  counting: "Counting the tasks…",
  mails: (count: number) =>
    `${mails(count)} will be sent again. Recipients of the first mail get a second one.`,
  capped: "There are more, and the action includes all of them.",
  of: (kind: string, count: number) => `${kind}: ${formatNumber(count)}`,
  progress: "Progress",
  background: "It continues when you close this dialog.",
  follow: "Open the task of this action",
  abort: "Abort",
  aborting: "Aborting…",
  failed: "This did not work",

  retry: {
    question: (count: number, capped: boolean) => `Run ${taskAmount(count, capped)} again?`,
    unchanged: (count: number) =>
      `${taskAmount(count)} of the chosen ones will not run: only failed and cancelled tasks can run again, each of them once.`,
    hint: "A new task is created for each; the old tasks stay as they are.",
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
    unchanged: (count: number) =>
      `${taskAmount(count)} of the chosen ones cannot be cancelled: they have ended.`,
    hint: "Running tasks are stopped, and waiting tasks never run. A cancelled task stays cancelled.",
    nothing: {
      heading: "Nothing to cancel",
      lead: "All of these tasks have ended.",
    },
    confirm: (count: number, capped: boolean) => `Cancel ${taskAmount(count, capped)}`,
    working: "Cancelling…",
    done: (count: number) => `${taskAmount(count)} cancelled`,
    ended: { FAILURE: "Cancelling failed", REVOKED: "Cancelling was aborted" },
  },

  one: {
    retry: {
      open: "Run again…",
      question: "Run this task again?",
      hint: "A new task does the same work; this one stays as it is.",
      mail: "It sends its mail again. Recipients of the first mail get a second one.",
      confirm: "Run again",
    },
    revoke: {
      open: "Cancel…",
      question: "Cancel this task?",
      hint: "If it is running, it is stopped. It stays cancelled.",
      mail: "A mail that was already sent cannot be recalled.",
      confirm: "Cancel the task",
    },
  },
};
