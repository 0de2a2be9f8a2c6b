import type { SignUpBody, TaskStatus } from "../../api/generated";
import { isFinal } from "../../api/polling";
import { problemText } from "../../api/problem";
import { getMessages } from "../../i18n/messages";
import { elapsedMs, formatDuration } from "../../lib/time";

/** The name a person knows a task by; a kind this page has not heard of is shown as it is. */
export function taskName(kind: string): string {
  const text = getMessages("welcome").tasks;
  const names: Readonly<Record<string, string>> = text.names;
  return names[kind] ?? humanise(kind);
}

/** What a task is doing or has done, as one short sentence. */
export function describeTask(task: TaskStatus, email: string): string {
  const text = getMessages("welcome").tasks;
  const doing: Readonly<Record<string, string>> = text.doing;
  switch (task.state) {
    case "PENDING":
      return text.waiting;
    case "STARTED":
      return doing[task.kind] ?? text.doingOther;
    case "RETRY":
      return text.retrying;
    case "SUCCESS":
      return describeSuccess(task, email);
    case "FAILURE":
      return describeFailure(task);
    case "REVOKED":
      return text.revoked;
  }
}

/** Whether everything that runs by itself is over. */
export function areAllTasksFinal(signUp: SignUpBody): boolean {
  return signUp.tasks.every((task) => isFinal(task.state));
}

/** The task that sends the mail with the link. */
export function confirmationMailTask({ tasks }: SignUpBody): TaskStatus | undefined {
  return tasks.find(({ kind }) => kind === "send_confirmation_email");
}

/** Whether the mail with the link will never come. */
export function hasMailFailed(signUp: SignUpBody): boolean {
  const state = confirmationMailTask(signUp)?.state;
  return state === "FAILURE" || state === "REVOKED";
}

/** Whether the picture that was sent will never be shown. */
export function hasPictureFailed({ tasks }: SignUpBody): boolean {
  const state = tasks.find(({ kind }) => kind === "resize_thumbnail")?.state;
  return state === "FAILURE" || state === "REVOKED";
}

function describeSuccess(task: TaskStatus, email: string): string {
  const text = getMessages("welcome").tasks;
  const ms = elapsedMs(task.started_at, task.finished_at);
  const time = ms === null ? null : formatDuration(ms);
  return task.kind === "send_confirmation_email" ? text.sentTo(email, time) : text.done(time);
}

function describeFailure(task: TaskStatus): string {
  const text = getMessages("welcome").tasks;
  const shell = getMessages("shell");
  const reason = task.error ? problemText(task.error) : shell.errors.unknown;
  return task.kind === "resize_thumbnail" ? text.pictureFailed(asSentence(reason)) : reason;
}

function asSentence(reason: string): string {
  return /[.!?]$/.test(reason) ? reason : `${reason}.`;
}

function humanise(kind: string): string {
  const words = kind.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
