import type {
  AdminTaskDetail,
  Confirmed,
  CreateConfirmationData,
  GetAdminTaskData,
  GetMeData,
  GetSignUpData,
  ListAdminTasksData,
  LogInData,
  LogOutData,
  Profile,
  SignUpBody,
  TaskPage,
} from "./api";
import { call } from "./http";

/** What the task history can be asked for. */
export type TaskQuery = NonNullable<ListAdminTasksData["query"]>;

export function getSignUp(id: string, signal: AbortSignal) {
  return call<GetSignUpData, SignUpBody>(
    "GET",
    { url: "/api/sign-ups/{sign_up_id}", path: { sign_up_id: id } },
    signal,
  );
}

export function confirm(token: string) {
  return call<CreateConfirmationData, Confirmed>("POST", {
    url: "/api/confirmations",
    body: { token },
  });
}

export function logIn(body: LogInData["body"]) {
  return call<LogInData, Profile>("POST", { url: "/api/sessions", body });
}

export function logOut() {
  return call<LogOutData, null>("DELETE", { url: "/api/sessions/current" });
}

export function getMe(signal: AbortSignal) {
  return call<GetMeData, Profile>("GET", { url: "/api/me" }, signal);
}

export function listAdminTasks(query: TaskQuery, signal: AbortSignal) {
  return call<ListAdminTasksData, TaskPage>("GET", { url: "/api/admin/tasks", query }, signal);
}

export function getAdminTask(id: string, signal: AbortSignal) {
  return call<GetAdminTaskData, AdminTaskDetail>(
    "GET",
    { url: "/api/admin/tasks/{task_id}", path: { task_id: id } },
    signal,
  );
}
