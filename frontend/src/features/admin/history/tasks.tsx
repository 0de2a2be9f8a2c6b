import { useQuery } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { csvAddress } from "../../../api/endpoints-admin";
import { ApiError } from "../../../api/problem";
import { PageHeading } from "../../../components/page-heading";
import { useMessages } from "../../../i18n/messages";
import button from "../../../styles/button.module.css";
import panel from "../../../styles/panel.module.css";
import { tasksQuery } from "../queries";
import { Filters } from "./filters";
import { Statistics } from "./statistics";
import { TaskList } from "./task-list";
import { changed, filterOf, type TaskSearch, writeSearch } from "./task-search";
import styles from "./tasks.module.css";
import { useTaskSearch } from "./use-task-search";

/** The task history, newest first; the filter and the place in it are in the address. */
export function TasksPage() {
  const text = useMessages("admin").history;
  const { search, isTidy } = useTaskSearch();
  const [isLive, setLive] = useState(true);
  const box = useRef<HTMLInputElement>(null);
  const { data, error } = useQuery({ ...tasksQuery(search), enabled: isTidy });
  if (!isTidy) {
    return <Goto search={search} />;
  }
  if (search.cursor && error instanceof ApiError && error.code === "cursor_invalid") {
    return <Goto search={changed(search, {})} />;
  }
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <div className={panel.intro}>
          <PageHeading title={text.title}>{text.title}</PageHeading>
          <p className={panel.lead}>{text.lead}</p>
        </div>
        <div className={styles.tools}>
          <LiveSwitch isLive={isLive} onSwitch={() => setLive(!isLive)} />
          <Csv search={search} />
        </div>
      </div>
      <Filters kinds={data?.kinds ?? []} box={box} />
      <Statistics live={isLive} />
      <TaskList isLive={isLive} box={box} />
    </div>
  );
}

/** To a better address, in the place of this one. */
function Goto({ search }: { search: TaskSearch }) {
  return <Navigate from="/admin/tasks" to="." search={writeSearch(search)} replace={true} />;
}

function LiveSwitch({ isLive, onSwitch }: { isLive: boolean; onSwitch: () => void }) {
  const text = useMessages("admin").history;
  return (
    <button type="button" className={button.secondary} onClick={onSwitch}>
      <span className={styles.lamp} data-live={isLive} aria-hidden="true" />
      {isLive ? text.live.pause : text.live.resume}{" "}
      <span className="visually-hidden">{text.live.rest}</span>
    </button>
  );
}

/** What the filter shows, as a file. */
function Csv({ search }: { search: TaskSearch }) {
  const text = useMessages("admin").history;
  return (
    <a href={csvAddress(filterOf(search, Date.now()))} className={button.secondary} download={true}>
      {text.csv.short} <span className="visually-hidden">{text.csv.rest}</span>
    </a>
  );
}
