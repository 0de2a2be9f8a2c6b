import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { AdminTask, TaskCount, TaskPage } from "../../../api/generated";
import { isFinal } from "../../../api/polling";
import { adminKey, countNewer, fetchPage, type ShownPage, tasksQuery } from "../queries";
import type { TaskSearch } from "./task-search";

/** Between two looks at the history; after one that failed. */
const pollMs = 5_000;
const pollAfterErrorMs = 20_000;

/** What came since the page was asked for; and whether the last look at it failed. */
interface LiveUpdates {
  newTasks: TaskCount;
  isLate: boolean;
}

const none: TaskCount = { count: 0, capped: false };

/**
 * Follows a page of the history: what came since, and the states of the rows that can still change. One cheap
 * question a tick: the page itself as long as one of its rows is unfinished, else how many tasks are newer. Further back
 * in the history nothing new can come, so a page of ended tasks asks nothing; nor does a hidden tab.
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

/** Whether a row can still change. One that the filter lost is not asked after. */
export function hasUnfinished({ items, gone }: ShownPage): boolean {
  return items.some(({ id, state }) => !(isFinal(state) || gone.includes(id)));
}

/** The rows in the places they have, each as the newer answer knows it. */
export function updatePage(shown: ShownPage, newest: TaskPage): ShownPage {
  const newestById = new Map(newest.items.map((task) => [task.id, task]));
  const oldest = newest.next_cursor === null ? undefined : newest.items.at(-1);
  // Below the end of a full answer nothing is known: newer rows took the place.
  const isCovered = (task: AdminTask) => oldest === undefined || sortKey(task) >= sortKey(oldest);
  return {
    ...shown,
    items: shown.items.map((task) => newestById.get(task.id) ?? task),
    gone: shown.items.flatMap((task) =>
      isCovered(task) && !newestById.has(task.id) ? [task.id] : [],
    ),
  };
}

/** The order of the history: by time, then by id. */
function sortKey({ created_at, id }: AdminTask): string {
  return `${new Date(created_at).toISOString()} ${id}`;
}

/** How many of an answer's rows came after the ones that are shown. */
export function countNewTasks(
  shown: readonly AdminTask[],
  newest: readonly AdminTask[],
): TaskCount {
  const shownIds = new Set(shown.map(({ id }) => id));
  const first = newest.findIndex(({ id }) => shownIds.has(id));
  return first < 0 ? { count: newest.length, capped: true } : { count: first, capped: false };
}
