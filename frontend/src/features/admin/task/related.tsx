import { Link } from "@tanstack/react-router";
import { useId } from "react";
import type { AdminTaskDetail } from "../../../api/generated";
import { useMessages } from "../../../i18n/messages";
import { writeSearch } from "../history/task-search";
import { useRole } from "../role";
import styles from "./facts.module.css";

/** Where to go on from a task. */
export function Related({ task }: { task: AdminTaskDetail }) {
  const text = useMessages("admin").task.links;
  const id = useId();
  const { mayAct } = useRole();
  const { retry_of: original, retried_by: repetition, error_group: error, worker } = task;
  return (
    <section className={styles.part} aria-labelledby={id}>
      <h2 id={id}>{text.heading}</h2>
      <ul className={styles.links}>
        {original ? <TaskLink id={original} words={text.retryOf} /> : null}
        {repetition ? <TaskLink id={repetition} words={text.retriedBy} /> : null}
        {error ? (
          <li>
            <Link to="/admin/tasks" search={writeSearch({ error })}>
              {text.sameError}
            </Link>
          </li>
        ) : null}
        {worker ? (
          <li>
            <Link to="/admin/tasks" search={writeSearch({ worker })}>
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

function TaskLink({ id, words }: { id: string; words: string }) {
  return (
    <li>
      <Link to="/admin/tasks/$taskId" params={{ taskId: id }} state={(before) => before}>
        {words}
      </Link>
    </li>
  );
}
