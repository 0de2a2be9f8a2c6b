import type { BulkRequest, RoleOfAccount } from "./generated";
import { request } from "./http";
import type { Query } from "./operations";
import { shownAccount } from "./shown-account";
import { buildUrl } from "./url";

/** The filter of the task history, and the place in it. */
export type TaskQuery = Query<"GET", "/api/admin/tasks">;

/** The filter alone. */
export type TaskFilter = Omit<TaskQuery, "cursor" | "limit">;

/** The time and the task kind of the statistics. */
export type StatisticsQuery = Query<"GET", "/api/admin/stats">;

export function listAdminTasks(query: TaskQuery, signal: AbortSignal) {
  return request("GET", "/api/admin/tasks", { query, signal });
}

export function countAdminTasks(
  query: Query<"GET", "/api/admin/tasks/count">,
  signal: AbortSignal,
) {
  return request("GET", "/api/admin/tasks/count", { query, signal });
}

/** The address of the CSV file with the tasks that match the filter. */
export function csvUrl(query: TaskFilter): string {
  // A download has no header, so the account that the page shows is a parameter.
  return buildUrl("/api/admin/tasks.csv", { query: { ...query, foyer_user: shownAccount() } });
}

export function getTaskStatistics(query: StatisticsQuery, signal: AbortSignal) {
  return request("GET", "/api/admin/stats", { query, signal });
}

export function listWorkers(signal: AbortSignal) {
  return request("GET", "/api/admin/workers", { signal });
}

export function pauseQueue(queue: string) {
  return request("PUT", "/api/admin/queues/{queue}/pause", { path: { queue } });
}

export function resumeQueue(queue: string) {
  return request("DELETE", "/api/admin/queues/{queue}/pause", { path: { queue } });
}

export function getAdminTask(id: string, signal: AbortSignal) {
  return request("GET", "/api/admin/tasks/{task_id}", { path: { task_id: id }, signal });
}

/** Runs a finished task again; the response is the new task. */
export function retryTask(id: string) {
  return request("POST", "/api/admin/tasks/{task_id}/retry", { path: { task_id: id } });
}

export function revokeTask(id: string) {
  return request("POST", "/api/admin/tasks/{task_id}/revoke", { path: { task_id: id } });
}

/** Retries or revokes many tasks; with `dry_run` it only counts them. */
export function runBulkAction(body: BulkRequest, signal?: AbortSignal) {
  return request("POST", "/api/admin/tasks/bulk", { body, ...(signal && { signal }) });
}

export function listStaff(signal: AbortSignal) {
  return request("GET", "/api/admin/staff", { signal });
}

/** Gives a user another role; "user" withdraws every role. */
export function changeRole(body: RoleOfAccount) {
  return request("PUT", "/api/admin/staff", { body });
}
