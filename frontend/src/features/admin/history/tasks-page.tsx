import { useQuery } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { csvUrl } from "../../../api/endpoints-admin";
import { ApiError } from "../../../api/problem";
import { PageHeading } from "../../../components/page-heading";
import { useMessages } from "../../../i18n/messages";
import button from "../../../styles/button.module.css";
import { tasksQuery } from "../queries";
import { StatisticsPanel } from "./statistics-panel";
import { TaskFilters } from "./task-filters";
import { TaskList } from "./task-list";
import { changeSearch, serialiseSearch, type TaskSearch, toTaskFilter } from "./task-search";
import styles from "./tasks-page.module.css";
import { useTaskSearch } from "./use-task-search";

/** The task history, newest first. The filters and the place in it are in the address. */
export function TasksPage() {
  const text = useMessages("admin").history;
  const { search, isCanonical } = useTaskSearch();
  const [isLive, setLive] = useState(true);
  const searchInput = useRef<HTMLInputElement>(null);
  const { data, error } = useQuery({ ...tasksQuery(search), enabled: isCanonical });
  if (!isCanonical) {
    return <Redirect search={search} />;
  }
  if (search.cursor && error instanceof ApiError && error.code === "cursor_invalid") {
    return <Redirect search={changeSearch(search, {})} />;
  }
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <PageHeading title={text.title}>{text.title}</PageHeading>
        <div className={styles.tools}>
          <LiveSwitch isLive={isLive} onSwitch={() => setLive(!isLive)} />
          <CsvLink search={search} />
        </div>
      </div>
      <TaskFilters kinds={data?.kinds ?? []} searchInput={searchInput} />
      <StatisticsPanel live={isLive} />
      <TaskList isLive={isLive} searchInput={searchInput} />
    </div>
  );
}

/** Replaces the address by a corrected one. */
function Redirect({ search }: { search: TaskSearch }) {
  return <Navigate from="/admin/tasks" to="." search={serialiseSearch(search)} replace={true} />;
}

function LiveSwitch({ isLive, onSwitch }: { isLive: boolean; onSwitch: () => void }) {
  const text = useMessages("admin").history;
  return (
    <button type="button" className={button.secondary} onClick={onSwitch}>
      <span className={styles.liveDot} data-live={isLive} aria-hidden="true" />
      {isLive ? text.live.pause : text.live.resume}{" "}
      <span className="visually-hidden">{text.live.rest}</span>
    </button>
  );
}

/** Downloads the matching tasks as a CSV file. */
function CsvLink({ search }: { search: TaskSearch }) {
  const text = useMessages("admin").history;
  return (
    <a href={csvUrl(toTaskFilter(search))} className={button.secondary} download={true}>
      {text.csv.short} <span className="visually-hidden">{text.csv.rest}</span>
    </a>
  );
}
