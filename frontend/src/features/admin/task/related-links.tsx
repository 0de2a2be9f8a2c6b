import { Link } from "@tanstack/react-router";
import { useId } from "react";
import type { AdminTaskDetail } from "../../../api/generated";
import { useMessages } from "../../../i18n/messages";
import { serialiseSearch } from "../history/task-search";
import { useRole } from "../use-role";
import styles from "./task-properties.module.css";

/** Links to related tasks and filters. */
export function RelatedLinks({ task }: { task: AdminTaskDetail }) {
  const text = useMessages("admin").task.links;
  const id = useId();
  const { mayAct } = useRole();
  const { retry_of: originalId, retried_by: retryId, error_group: error, worker } = task;
  return (
    <section className={styles.section} aria-labelledby={id}>
      <h2 id={id}>{text.heading}</h2>
      <ul className={styles.links}>
        {originalId ? <TaskLink id={originalId} label={text.retryOf} /> : null}
        {retryId ? <TaskLink id={retryId} label={text.retriedBy} /> : null}
        {error ? (
          <li>
            <Link to="/admin/tasks" search={serialiseSearch({ error })}>
              {text.sameError}
            </Link>
          </li>
        ) : null}
        {worker ? (
          <li>
            <Link to="/admin/tasks" search={serialiseSearch({ worker })}>
              {text.sameWorker}
            </Link>
          </li>
        ) : null}
        {mayAct ? (
          <li>
            <a href={`/flower/task/${task.id}`}>{text.flower}</a>
          </li>
        ) : null}
      </ul>
    </section>
  );
}

function TaskLink({ id, label }: { id: string; label: string }) {
  return (
    <li>
      <Link to="/admin/tasks/$taskId" params={{ taskId: id }} state={(before) => before}>
        {label}
      </Link>
    </li>
  );
}
