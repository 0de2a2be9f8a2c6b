import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type RefObject, useRef, useState } from "react";
import { Skeleton } from "../../../components/skeleton";
import { useMessages } from "../../../i18n/messages";
import { BulkActionDialog } from "../actions/bulk-action-dialog";
import type { Action, ActionTarget } from "../actions/task-action";
import { EmptyState } from "../empty-state";
import { LoadFailed } from "../load-failed";
import { adminKey, type ShownPage, tasksQuery } from "../queries";
import { useRole } from "../use-role";
import { Pager } from "./pager";
import { focusedTaskId } from "./row-focus";
import { type RowSelection, useRowSelection } from "./row-selection";
import { maxSelected, SelectionBar } from "./selection-bar";
import { ShortcutsDialog } from "./shortcuts-dialog";
import styles from "./task-list.module.css";
import { TaskListHeader } from "./task-list-header";
import { isFiltered, serialiseSearch } from "./task-search";
import { TaskTable } from "./task-table";
import { useListFocus } from "./use-list-focus";
import { useListShortcuts } from "./use-list-shortcuts";
import { useLiveUpdates } from "./use-live-updates";
import { useTaskSearch } from "./use-task-search";

interface TaskListProps {
  isLive: boolean;
  searchInput: RefObject<HTMLInputElement | null>;
}

/** One page of tasks with live updates, row selection and actions. */
export function TaskList({ isLive, searchInput }: TaskListProps) {
  const text = useMessages("admin").history.list;
  const { search } = useTaskSearch();
  const { mayAct } = useRole();
  const queryClient = useQueryClient();
  const tableBody = useRef<HTMLTableSectionElement>(null);
  const [pendingAction, setPendingAction] = useState<{
    action: Action;
    target: ActionTarget;
  } | null>(null);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const { data, error, refetch, isPlaceholderData, isFetching } = useQuery({
    ...tasksQuery(search),
    refetchOnWindowFocus: false,
  });
  const { newTasks, isLate } = useLiveUpdates(search, isPlaceholderData ? undefined : data, isLive);
  const selection = useRowSelection(
    JSON.stringify(serialiseSearch({ ...search, cursor: undefined })),
    data?.items.map(({ id }) => id) ?? [],
  );
  const rowSelection = mayAct ? selection : undefined;
  const act = (action: Action) => {
    const ids = targetIds(selection.ids, focusedTaskId(tableBody.current));
    if (mayAct && ids.length > 0 && ids.length <= maxSelected) {
      setPendingAction({ action, target: { ids } });
    }
  };
  useListShortcuts({
    searchInput,
    tableBody,
    rowSelection,
    onAct: act,
    onHelp: () => setHelpOpen(true),
  });
  const section = useListFocus(isPlaceholderData ? undefined : data, search.cursor);
  return (
    <section ref={section} className={styles.list} aria-label={text.label} tabIndex={-1}>
      <TaskListHeader
        newTasks={newTasks}
        isLate={isLate}
        onShowNew={() => void queryClient.invalidateQueries({ queryKey: adminKey })}
        onAct={mayAct ? (action, target) => setPendingAction({ action, target }) : undefined}
        onHelp={() => setHelpOpen(true)}
      />
      {error && !data ? (
        <LoadFailed heading={text.loadFailed} error={error} onRetry={() => void refetch()} />
      ) : (
        <div className={styles.tasks} data-stale={isPlaceholderData} aria-busy={isFetching}>
          <Rows page={data} rowSelection={rowSelection} tableBody={tableBody} />
        </div>
      )}
      <Pager next={data?.next_cursor ?? null} />
      <SelectionBar count={selection.ids.size} onAct={act} onClear={selection.clear} />
      {pendingAction ? (
        <BulkActionDialog
          {...pendingAction}
          // A cancelled dialog keeps the selection.
          onStarted={"ids" in pendingAction.target ? selection.clear : undefined}
          onClose={() => setPendingAction(null)}
        />
      ) : null}
      {isHelpOpen ? <ShortcutsDialog onClose={() => setHelpOpen(false)} /> : null}
    </section>
  );
}

/** Returns the tasks that a shortcut acts on: the selected ones, or else the focused one. */
function targetIds(chosen: ReadonlySet<string>, focused: string | undefined): readonly string[] {
  const alone = focused ? [focused] : [];
  return chosen.size > 0 ? [...chosen] : alone;
}

interface RowsProps {
  page: ShownPage | undefined;
  rowSelection: RowSelection | undefined;
  tableBody: RefObject<HTMLTableSectionElement | null>;
}

function Rows({ page, rowSelection, tableBody }: RowsProps) {
  const text = useMessages("admin").history.list;
  const { search } = useTaskSearch();
  if (!page) {
    return <Skeleton rows={12} />;
  }
  return page.items.length > 0 ? (
    <TaskTable
      tasks={page.items}
      unmatched={page.unmatched}
      listSearch={serialiseSearch(search)}
      rowSelection={rowSelection}
      tableBody={tableBody}
    />
  ) : (
    <EmptyState {...(isFiltered(search) ? text.emptyFiltered : text.empty)} />
  );
}
