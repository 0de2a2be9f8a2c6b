import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { getAdminTask, listAdminTasks, type TaskQuery } from "./endpoints-admin";
import { nextPoll, taskPace } from "./polling";

/** What the task history shows; each part is in the page's address. */
export type TaskFilter = Pick<TaskQuery, "state" | "kind" | "cursor">;

/** One page of the task history; the page before stays while the next one loads. */
export const adminTasksQuery = (filter: TaskFilter) =>
  queryOptions({
    queryKey: ["admin", "tasks", filter],
    queryFn: ({ signal }) => listAdminTasks({ ...filter, limit: 25 }, signal),
    placeholderData: keepPreviousData,
  });

/** One task with all that is known of it, followed until it is final. */
export const adminTaskQuery = (id: string) =>
  queryOptions({
    queryKey: ["admin", "task", id],
    queryFn: ({ signal }) => getAdminTask(id, signal),
    refetchInterval: ({ state }) => nextPoll(state, taskPace),
  });
