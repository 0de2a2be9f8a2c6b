import type { SignUpBody, TaskStatus } from "../../api/generated";
import { isFinal } from "../../api/polling";
import { problemText } from "../../api/problem";
import { getMessages } from "../../i18n/messages";
import { elapsedMs, formatDuration } from "../../lib/time";

/** Returns the name of a task for users; an unknown kind is shown as it is. */
export function taskName(kind: string): string {
  const text = getMessages("welcome").tasks;
  const names: Readonly<Record<string, string>> = text.names;
  return names[kind] ?? humanise(kind);
}

/** Describes the state of a task in one short sentence. */
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

/** Whether all tasks are final. */
export function areAllTasksFinal(signUp: SignUpBody): boolean {
  return signUp.tasks.every((task) => isFinal(task.state));
}

/** Returns the task that sends the confirmation mail. */
export function confirmationMailTask({ tasks }: SignUpBody): TaskStatus | undefined {
  return tasks.find(({ kind }) => kind === "send_confirmation_email");
}

/** Whether the confirmation mail will never arrive. */
export function hasMailFailed(signUp: SignUpBody): boolean {
  const state = confirmationMailTask(signUp)?.state;
  return state === "FAILURE" || state === "REVOKED";
}

/** Whether the picture will never be shown. */
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
  const name = kind.replaceAll("_", " ");
  return name.charAt(0).toUpperCase() + name.slice(1);
}
