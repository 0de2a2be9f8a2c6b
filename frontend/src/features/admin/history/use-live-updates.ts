import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { AdminTask, TaskCount, TaskPage } from "../../../api/generated";
import { isFinal } from "../../../api/polling";
import { adminKey, countNewer, fetchPage, type ShownPage, tasksQuery } from "../queries";
import type { TaskSearch } from "./task-search";

/** Between two polls of the history, and after one that failed. */
const pollMs = 5_000;
const pollAfterErrorMs = 20_000;

/** The tasks that are newer than the page, and whether the last poll failed. */
interface LiveUpdates {
  newTasks: TaskCount;
  isLate: boolean;
}

const none: TaskCount = { count: 0, capped: false };

/**
 * Polls for changes of a page of the history: new tasks, and the states of its unfinished rows.
 *
 * Each poll is one cheap request: the page itself while one of its rows is unfinished, else the
 * number of newer tasks. Older pages cannot get new tasks, so a page with only final tasks is not
 * polled. A hidden tab is not polled either.
 */
export function useLiveUpdates(
  search: TaskSearch,
  page: ShownPage | undefined,
  isLive: boolean,
): LiveUpdates {
  const queryClient = useQueryClient();
  const atTop = search.cursor === undefined;
  const unfinished = page !== undefined && hasUnfinished(page);
  const { data, isError } = useQuery({
    queryKey: [...adminKey, "tick", search, page?.first_cursor],
    queryFn: async ({ signal }) => {
      if (!(page && unfinished)) {
        return await countNewer(search, page?.first_cursor ?? null, signal);
      }
      const newest = await fetchPage(search, signal);
      queryClient.setQueryData(
        tasksQuery(search).queryKey,
        (shown) => shown && updatePage(shown, newest),
      );
      return atTop ? countNewTasks(page.items, newest.items) : none;
    },
    enabled: isLive && page !== undefined && (atTop || unfinished),
    initialData: none,
    staleTime: pollMs,
    refetchInterval: ({ state }) => (state.error ? pollAfterErrorMs : pollMs),
    retry: false,
  });
  return { newTasks: data, isLate: isError };
}

/** Whether a row can still change. A row that left the filter does not count. */
export function hasUnfinished({ items, unmatched }: ShownPage): boolean {
  return items.some(({ id, state }) => !(isFinal(state) || unmatched.includes(id)));
}

/** Updates the rows from a newer response and keeps their places. */
export function updatePage(shown: ShownPage, newest: TaskPage): ShownPage {
  const newestById = new Map(newest.items.map((task) => [task.id, task]));
  const oldest = newest.next_cursor === null ? undefined : newest.items.at(-1);
  // Rows below the last one of a full response are not covered by it: newer rows took their places.
  const isCovered = (task: AdminTask) => oldest === undefined || sortKey(task) >= sortKey(oldest);
  return {
    ...shown,
    items: shown.items.map((task) => newestById.get(task.id) ?? task),
    unmatched: shown.items.flatMap((task) =>
      isCovered(task) && !newestById.has(task.id) ? [task.id] : [],
    ),
  };
}

/** The sort order of the history: by time, then by id. */
function sortKey({ created_at, id }: AdminTask): string {
  return `${new Date(created_at).toISOString()} ${id}`;
}

/** Counts the rows of a response that are newer than the shown ones. */
export function countNewTasks(
  shown: readonly AdminTask[],
  newest: readonly AdminTask[],
): TaskCount {
  const shownIds = new Set(shown.map(({ id }) => id));
  const first = newest.findIndex(({ id }) => shownIds.has(id));
  return first < 0 ? { count: newest.length, capped: true } : { count: first, capped: false };
}
