import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type RefObject, useRef, useState } from "react";
import { Skeleton } from "../../../components/skeleton";
import { useMessages } from "../../../i18n/messages";
import { ActionDialog } from "../actions/action-dialog";
import type { Action, What } from "../actions/task-action";
import { Empty } from "../empty";
import { LoadFailed } from "../load-failed";
import { adminKey, type ShownPage, tasksQuery } from "../queries";
import { useRole } from "../role";
import { HelpDialog } from "./help-dialog";
import { ListHead } from "./list-head";
import { useLive } from "./live";
import { Pager } from "./pager";
import { focusedTask } from "./row-focus";
import { type Choosing, useSelection } from "./selection";
import { SelectionBar } from "./selection-bar";
import styles from "./task-list.module.css";
import { isFiltered, writeSearch } from "./task-search";
import { TaskTable } from "./task-table";
import { useListKeys } from "./use-list-keys";
import { useTaskSearch } from "./use-task-search";

interface TaskListProps {
  isLive: boolean;
  box: RefObject<HTMLInputElement | null>;
}

/** The tasks themselves: page by page, kept up to date, chosen and acted upon. */
export function TaskList({ isLive, box }: TaskListProps) {
  const text = useMessages("admin").history.list;
  const { search } = useTaskSearch();
  const { mayAct } = useRole();
  const queryClient = useQueryClient();
  const body = useRef<HTMLTableSectionElement>(null);
  const [asking, setAsking] = useState<{ action: Action; what: What } | null>(null);
  const [isHelping, setHelping] = useState(false);
  const { data, error, refetch, isPlaceholderData, isFetching } = useQuery({
    ...tasksQuery(search),
    refetchOnWindowFocus: false,
  });
  const { fresh, isLate } = useLive(search, isPlaceholderData ? undefined : data, isLive);
  const selection = useSelection(
    JSON.stringify(writeSearch({ ...search, cursor: undefined })),
    data?.items.map(({ id }) => id) ?? [],
  );
  const choosing = mayAct ? selection : undefined;
  const act = (action: Action) => {
    const ids = meantBy(selection.ids, focusedTask(body.current));
    if (mayAct && ids.length > 0) {
      setAsking({ action, what: { ids } });
    }
  };
  useListKeys({ box, body, choosing, onAct: act, onHelp: () => setHelping(true) });
  const closeDialog = () => {
    setAsking(null);
    selection.clear();
  };
  return (
    <section className={styles.list} aria-label={text.label}>
      <ListHead
        fresh={fresh}
        isLate={isLate}
        onFresh={() => void queryClient.invalidateQueries({ queryKey: adminKey })}
        onAct={mayAct ? (action, what) => setAsking({ action, what }) : undefined}
        onHelp={() => setHelping(true)}
      />
      {error && !data ? (
        <LoadFailed heading={text.loadFailed} error={error} onRetry={() => void refetch()} />
      ) : (
        <div className={styles.tasks} data-stale={isPlaceholderData} aria-busy={isFetching}>
          <Rows page={data} choosing={choosing} body={body} />
        </div>
      )}
      <Pager next={data?.next_cursor ?? null} />
      <SelectionBar count={selection.ids.size} onAct={act} onClear={selection.clear} />
      {asking ? <ActionDialog {...asking} onClose={closeDialog} /> : null}
      {isHelping ? <HelpDialog onClose={() => setHelping(false)} /> : null}
    </section>
  );
}

/** What a key without a further word is about: what is chosen, else the task that has the focus. */
function meantBy(chosen: ReadonlySet<string>, focused: string | undefined): readonly string[] {
  const alone = focused ? [focused] : [];
  return chosen.size > 0 ? [...chosen] : alone;
}

interface RowsProps {
  page: ShownPage | undefined;
  choosing: Choosing | undefined;
  body: RefObject<HTMLTableSectionElement | null>;
}

function Rows({ page, choosing, body }: RowsProps) {
  const text = useMessages("admin").history.list;
  const { search } = useTaskSearch();
  if (!page) {
    return <Skeleton rows={12} />;
  }
  return page.items.length > 0 ? (
    <TaskTable
      tasks={page.items}
      gone={page.gone}
      place={writeSearch(search)}
      choosing={choosing}
      body={body}
    />
  ) : (
    <Empty {...(isFiltered(search) ? text.emptyFiltered : text.empty)} />
  );
}
