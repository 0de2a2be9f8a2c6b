import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import {
  countAdminTasks,
  getAdminTask,
  getTaskStatistics,
  listAdminTasks,
  listStaff,
  listWorkers,
} from "../../api/endpoints-admin";
import type { TaskCount, TaskPage } from "../../api/generated";
import { nextPoll, taskPace } from "../../api/polling";
import { type TaskSearch, toStatisticsQuery, toTaskFilter } from "./history/task-search";

/** The common start of all query keys that an administrator's action invalidates. */
export const adminKey = ["admin"] as const;

/** Longer than the interval of the list, because the statistics cost the server more. */
const statisticsMs = 30_000;

const pageSize = 50;

/** A shown page of the history. Its rows keep their places, and their states are updated. */
export interface ShownPage extends TaskPage {
  /** Rows that do not match the filter any more. */
  unmatched: readonly string[];
}

/** A page of the history, fetched once. Newer tasks are announced and do not move the rows. */
export const tasksQuery = (search: TaskSearch) =>
  queryOptions({
    queryKey: [...adminKey, "tasks", search],
    queryFn: async ({ signal }): Promise<ShownPage> => ({
      ...(await fetchPage(search, signal)),
      unmatched: [],
    }),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });

/** Fetches the current state of a page of the history. */
export function fetchPage(search: TaskSearch, signal: AbortSignal): Promise<TaskPage> {
  const cursorParameter = search.cursor ? { cursor: search.cursor } : {};
  return listAdminTasks({ ...toTaskFilter(search), ...cursorParameter, limit: pageSize }, signal);
}

/** Counts the tasks that are newer than the page. */
export function countNewer(
  search: TaskSearch,
  newerThan: string | null,
  signal: AbortSignal,
): Promise<TaskCount> {
  const since = newerThan ? { newer_than: newerThan } : {};
  return countAdminTasks({ ...toTaskFilter(search), ...since }, signal);
}

/** The number of tasks that match the filter, on all pages. */
export const countQuery = ({ cursor: _, ...search }: TaskSearch) =>
  queryOptions({
    queryKey: [...adminKey, "count", search],
    queryFn: ({ signal }) => countAdminTasks(toTaskFilter(search), signal),
    staleTime: Number.POSITIVE_INFINITY,
  });

/**
 * The statistics of the chosen time, with the most frequent error groups; `live` fetches them at
 * intervals.
 */
export const statisticsQuery = (
  { kind, last, from, to }: TaskSearch,
  live: boolean,
  errorGroups: number,
) =>
  queryOptions({
    queryKey: [...adminKey, "statistics", { kind, last, from, to, errorGroups }],
    queryFn: ({ signal }) =>
      getTaskStatistics(
        { ...toStatisticsQuery({ kind, last, from, to }), error_groups: errorGroups },
        signal,
      ),
    staleTime: statisticsMs,
    refetchInterval: live ? statisticsMs : false,
    placeholderData: keepPreviousData,
  });

/** The workers and the queues, fetched every `everyMs`; false for once. */
export const workersQuery = (everyMs: number | false) =>
  queryOptions({
    queryKey: [...adminKey, "workers"],
    queryFn: ({ signal }) => listWorkers(signal),
    refetchInterval: everyMs,
    staleTime: 2_000,
  });

/** One task with its details, polled until it is final. */
export const taskQuery = (id: string) =>
  queryOptions({
    queryKey: [...adminKey, "task", id],
    queryFn: ({ signal }) => getAdminTask(id, signal),
    refetchInterval: ({ state }) => nextPoll(state, taskPace),
  });

/** The users with a role. */
export const staffQuery = queryOptions({
  queryKey: [...adminKey, "staff"],
  queryFn: ({ signal }) => listStaff(signal),
});
