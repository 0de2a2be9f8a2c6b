import type { AdminTaskDetail, GetAdminTaskData, ListAdminTasksData, TaskPage } from "./api";
import { call } from "./http";

/** What the task history can be asked for. */
export type TaskQuery = NonNullable<ListAdminTasksData["query"]>;

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
