import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, Navigate } from "@tanstack/react-router";
import type { AdminTask } from "../../api";
import { ErrorNotice } from "../../components/error-notice";
import { PageHeading } from "../../components/page-heading";
import { Skeleton } from "../../components/skeleton";
import { useMessages } from "../../messages";
import { ApiError } from "../../problem";
import { adminTasksQuery } from "../../queries-admin";
import type { TaskSearch } from "../../search-params";
import button from "../../styles/button.module.css";
import panel from "../../styles/panel.module.css";
import { TaskFilters } from "./task-filters";
import { TaskTable } from "./task-table";
import styles from "./tasks.module.css";

const route = getRouteApi("/members/admin/tasks");

/** The task history, newest first; the filter and the place in it are in the address. */
export function TasksPage() {
  const text = useMessages("admin").history;
  const { state, kind, cursor } = route.useSearch();
  const filter = { ...(state && { state }), ...(kind && { kind }), ...(cursor && { cursor }) };
  const { data, error, isFetching, isPlaceholderData, refetch } = useQuery(adminTasksQuery(filter));
  if (cursor && error instanceof ApiError && error.code === "cursor_invalid") {
    return <Navigate from="/admin/tasks" to="." search={toNewest} replace={true} />;
  }
  if (error && !data) {
    return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  }
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <div className={panel.intro}>
          <PageHeading title={text.title}>{text.title}</PageHeading>
          <p className={panel.lead}>{text.lead}</p>
        </div>
        <a href="/flower/" className={button.secondary}>
          {text.flower}
        </a>
      </div>
      <div className={styles.tools}>
        <TaskFilters state={state} kind={kind} kinds={data?.kinds ?? []} />
        <button type="button" className={button.quiet} onClick={() => void refetch()}>
          {text.refresh}
        </button>
      </div>
      <div className={styles.tasks} data-stale={isPlaceholderData} aria-busy={isFetching}>
        {data ? (
          <Tasks items={data.items} filtered={Boolean(state || kind)} />
        ) : (
          <Skeleton rows={9} />
        )}
      </div>
      <Pages atStart={!cursor} next={data?.next_cursor ?? null} />
    </div>
  );
}

/** The same filter from the newest task on. */
function toNewest({ cursor: _, ...filter }: TaskSearch): TaskSearch {
  return filter;
}

function Tasks({ items, filtered }: { items: readonly AdminTask[]; filtered: boolean }) {
  const text = useMessages("admin").history;
  if (items.length > 0) {
    return <TaskTable tasks={items} />;
  }
  return (
    <div className={styles.empty}>
      <h2>{filtered ? text.emptyFiltered : text.empty}</h2>
      <p className={panel.aside}>{filtered ? text.emptyFilteredLead : text.emptyLead}</p>
    </div>
  );
}

/** Older and newest: a keyset cursor knows the way on, not page numbers. */
function Pages({ atStart, next }: { atStart: boolean; next: string | null }) {
  const text = useMessages("admin").history;
  if (atStart && !next) {
    return null;
  }
  return (
    <nav className={panel.actions} aria-label={text.pages}>
      {atStart ? null : (
        <Link from="/admin/tasks" search={toNewest} className={button.secondary}>
          {text.newest}
        </Link>
      )}
      {next ? (
        <Link
          from="/admin/tasks"
          search={(current) => ({ ...current, cursor: next })}
          className={button.secondary}
        >
          {text.older}
        </Link>
      ) : null}
    </nav>
  );
}
