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

/** Everything administrators see: what an action of theirs makes out of date. */
export const adminKey = ["admin"] as const;

/** How often the figures are asked for again: they cost more than the tick of the list. */
const statisticsMs = 30_000;

const pageSize = 50;

/** A page of the history as it is shown: rows keep their places, their states are brought up to date. */
export interface ShownPage extends TaskPage {
  /** Rows that the filter does not match any more. */
  gone: readonly string[];
}

/** One page, asked for once: what comes later is announced and does not move the rows. */
export const tasksQuery = (search: TaskSearch) =>
  queryOptions({
    queryKey: [...adminKey, "tasks", search],
    queryFn: async ({ signal }): Promise<ShownPage> => ({
      ...(await fetchPage(search, signal)),
      gone: [],
    }),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });

/** The page of the history as it is now. */
export function fetchPage(search: TaskSearch, signal: AbortSignal): Promise<TaskPage> {
  const cursorParameter = search.cursor ? { cursor: search.cursor } : {};
  return listAdminTasks(
    { ...toTaskFilter(search, Date.now()), ...cursorParameter, limit: pageSize },
    signal,
  );
}

/** How many tasks came since the page was asked for. */
export function countNewer(
  search: TaskSearch,
  newerThan: string | null,
  signal: AbortSignal,
): Promise<TaskCount> {
  const since = newerThan ? { newer_than: newerThan } : {};
  return countAdminTasks({ ...toTaskFilter(search, Date.now()), ...since }, signal);
}

/** How many tasks the filter matches, wherever in it the page is. */
export const countQuery = ({ cursor: _, ...search }: TaskSearch) =>
  queryOptions({
    queryKey: [...adminKey, "count", search],
    queryFn: ({ signal }) => countAdminTasks(toTaskFilter(search, Date.now()), signal),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** The figures of the chosen time; `live` as long as they are to follow. */
export const statisticsQuery = ({ kind, range, from, to }: TaskSearch, live: boolean) =>
  queryOptions({
    queryKey: [...adminKey, "statistics", { kind, range, from, to }],
    queryFn: ({ signal }) =>
      getTaskStatistics(toStatisticsQuery({ kind, range, from, to }, Date.now()), signal),
    staleTime: statisticsMs,
    refetchInterval: live ? statisticsMs : false,
    placeholderData: keepPreviousData,
  });

/** The workers and the queues, asked for again every `everyMs`; false for never. */
export const workersQuery = (everyMs: number | false) =>
  queryOptions({
    queryKey: [...adminKey, "workers"],
    queryFn: ({ signal }) => listWorkers(signal),
    refetchInterval: everyMs,
    staleTime: 2_000,
  });

/** One task with all that is known of it, followed until it is final. */
export const taskQuery = (id: string) =>
  queryOptions({
    queryKey: [...adminKey, "task", id],
    queryFn: ({ signal }) => getAdminTask(id, signal),
    refetchInterval: ({ state }) => nextPoll(state, taskPace),
  });

/** Who may see, and who may act. */
export const staffQuery = queryOptions({
  queryKey: [...adminKey, "staff"],
  queryFn: ({ signal }) => listStaff(signal),
});
