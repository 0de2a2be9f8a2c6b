import type { SignUpBody, TaskStatus } from "../../api/generated";
import { isFinal } from "../../api/polling";
import { problemWords } from "../../api/problem";
import { messagesOf } from "../../i18n/messages";
import { between, duration } from "../../lib/time";

/** The name a person knows a task by; a kind this page has not heard of is shown as it is. */
export function taskName(kind: string): string {
  const text = messagesOf("welcome").tasks;
  const names: Readonly<Record<string, string>> = text.names;
  return names[kind] ?? humanised(kind);
}

/** What a task is doing or has done, as one short sentence. */
export function taskSentence(task: TaskStatus, email: string): string {
  const text = messagesOf("welcome").tasks;
  const doing: Readonly<Record<string, string>> = text.doing;
  switch (task.state) {
    case "PENDING":
      return text.waiting;
    case "STARTED":
      return doing[task.kind] ?? text.doingOther;
    case "RETRY":
      return text.retrying;
    case "SUCCESS":
      return success(task, email);
    case "FAILURE":
      return failure(task);
    case "REVOKED":
      return text.revoked;
  }
}

/** Whether everything that runs by itself is over. */
export function isSettled(signUp: SignUpBody): boolean {
  return signUp.tasks.every((task) => isFinal(task.state));
}

/** The task that sends the mail with the link. */
export function confirmationMail({ tasks }: SignUpBody): TaskStatus | undefined {
  return tasks.find(({ kind }) => kind === "send_confirmation_email");
}

/** Whether the mail with the link will never come. */
export function isMailLost(signUp: SignUpBody): boolean {
  const state = confirmationMail(signUp)?.state;
  return state === "FAILURE" || state === "REVOKED";
}

/** Whether the picture that was sent will never be shown. */
export function isPictureLost({ tasks }: SignUpBody): boolean {
  const state = tasks.find(({ kind }) => kind === "resize_thumbnail")?.state;
  return state === "FAILURE" || state === "REVOKED";
}

function success(task: TaskStatus, email: string): string {
  const text = messagesOf("welcome").tasks;
  const ms = between(task.started_at, task.finished_at);
  const time = ms === null ? null : duration(ms);
  return task.kind === "send_confirmation_email" ? text.sentTo(email, time) : text.done(time);
}

function failure(task: TaskStatus): string {
  const text = messagesOf("welcome").tasks;
  const shell = messagesOf("shell");
  const reason = task.error ? problemWords(task.error) : shell.errors.unknown;
  return task.kind === "resize_thumbnail" ? text.pictureFailed(sentence(reason)) : reason;
}

function sentence(reason: string): string {
  return /[.!?]$/.test(reason) ? reason : `${reason}.`;
}

function humanised(kind: string): string {
  const words = kind.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
