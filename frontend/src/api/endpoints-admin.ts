import type {
  ActOnTasksData,
  AdminTask,
  AdminTaskDetail,
  BulkAnswer,
  BulkRequest,
  ChangeRoleData,
  CountAdminTasksData,
  GetAdminTaskData,
  GetTaskStatisticsData,
  ListAdminTasksData,
  ListStaffData,
  ListWorkersData,
  RetryTaskData,
  RevokeTaskData,
  RoleOfAccount,
  Staff,
  StaffMember,
  TaskCount,
  TaskPage,
  TaskStatistics,
  Workers,
} from "./generated";
import { call, urlOf } from "./http";

type Query<Data extends { query?: unknown }> = NonNullable<Data["query"]>;

/** What the task history can be asked for: the filter, and the place in it. */
export type TaskQuery = Query<ListAdminTasksData>;

/** The filter alone. */
export type TaskFilter = Omit<TaskQuery, "cursor" | "limit">;

export function listAdminTasks(query: TaskQuery, signal: AbortSignal) {
  return call<ListAdminTasksData, TaskPage>("GET", { url: "/api/admin/tasks", query }, signal);
}

export function countAdminTasks(query: Query<CountAdminTasksData>, signal: AbortSignal) {
  return call<CountAdminTasksData, TaskCount>(
    "GET",
    { url: "/api/admin/tasks/count", query },
    signal,
  );
}

/** Where the file is that has what the filter shows. */
export function csvUrl(query: TaskFilter): string {
  return urlOf({ url: "/api/admin/tasks.csv", query });
}

/** The time and kind that statistics are asked for. */
export type StatisticsQuery = Query<GetTaskStatisticsData>;

export function getTaskStatistics(query: StatisticsQuery, signal: AbortSignal) {
  return call<GetTaskStatisticsData, TaskStatistics>(
    "GET",
    { url: "/api/admin/stats", query },
    signal,
  );
}

export function listWorkers(signal: AbortSignal) {
  return call<ListWorkersData, Workers>("GET", { url: "/api/admin/workers" }, signal);
}

export function getAdminTask(id: string, signal: AbortSignal) {
  return call<GetAdminTaskData, AdminTaskDetail>(
    "GET",
    { url: "/api/admin/tasks/{task_id}", path: { task_id: id } },
    signal,
  );
}

/** Runs an ended task again; the answer is the new one. */
export function retryTask(id: string) {
  return call<RetryTaskData, AdminTask>("POST", {
    url: "/api/admin/tasks/{task_id}/retry",
    path: { task_id: id },
  });
}

export function revokeTask(id: string) {
  return call<RevokeTaskData, AdminTask>("POST", {
    url: "/api/admin/tasks/{task_id}/revoke",
    path: { task_id: id },
  });
}

/** Retries or revokes many; with `dry_run` it only counts them. */
export function runBulkAction(body: BulkRequest, signal: AbortSignal | null = null) {
  return call<ActOnTasksData, BulkAnswer>("POST", { url: "/api/admin/tasks/bulk", body }, signal);
}

export function listStaff(signal: AbortSignal) {
  return call<ListStaffData, Staff>("GET", { url: "/api/admin/staff" }, signal);
}

/** Gives somebody a role; "user" withdraws it. */
export function changeRole(body: RoleOfAccount) {
  return call<ChangeRoleData, StaffMember>("PUT", { url: "/api/admin/staff", body });
}
