import { Link } from "@tanstack/react-router";
import type { AdminTask } from "../../../api";
import { StateMark } from "../../../components/state-mark";
import { adminMessages } from "../../../messages-admin";
import { historyMessages } from "../../../messages-admin-history";
import type { RawSearch } from "../../../search-params";
import { between } from "../../../time";
import { kindTitle } from "../kind-title";
import { Moment } from "../moment";
import type { Choosing } from "./selection";
import styles from "./task-table.module.css";

const text = historyMessages.list;

interface TaskRowProps {
  task: AdminTask;
  isGone: boolean;
  place: RawSearch;
  choosing: Choosing | undefined;
}

/** One task in the list. */
export function TaskRow({ task, isGone, place, choosing }: TaskRowProps) {
  const { id, kind } = task;
  return (
    <tr data-task={id} data-gone={isGone} data-chosen={choosing?.ids.has(id)}>
      {choosing ? (
        <td className={styles.choice}>
          <label className={styles.tick}>
            <input
              type="checkbox"
              checked={choosing.ids.has(id)}
              onClick={(event) => choosing.toggle(id, event.shiftKey)}
            />
            <span className="visually-hidden">
              {historyMessages.selection.one(kindTitle(kind))}
            </span>
          </label>
        </td>
      ) : null}
      <th scope="row" data-column="task">
        <Link
          to="/admin/tasks/$taskId"
          params={{ taskId: id }}
          state={{ list: place }}
          className={styles.link}
        >
          {kindTitle(kind)}
        </Link>
        {task.retry_of ? <span className={styles.again}>{text.again}</span> : null}
        {task.error ? <p className={styles.error}>{task.error.message}</p> : null}
      </th>
      <State task={task} isGone={isGone} />
      <td data-column="created">
        <Moment iso={task.created_at} />
      </td>
      <td data-column="wait">{span(task.created_at, task.started_at)}</td>
      <td data-column="run">{span(task.started_at, task.finished_at)}</td>
      <td data-column="attempts">
        <span aria-hidden="true">{task.attempts}</span>
        <span className="visually-hidden">{text.tries(task.attempts)}</span>
      </td>
      <td data-column="worker" title={task.worker ?? undefined}>
        {task.worker ?? adminMessages.none}
      </td>
    </tr>
  );
}

function State({ task: { state, progress }, isGone }: { task: AdminTask; isGone: boolean }) {
  return (
    <td data-column="state">
      <span className={styles.state}>
        <StateMark state={state} />
        <span>
          {state === "STARTED" && progress > 0
            ? text.running(progress)
            : adminMessages.states[state]}
          {isGone ? <span className={styles.gone}>{text.gone}</span> : null}
        </span>
      </span>
    </td>
  );
}

function span(from: string | null, to: string | null): string {
  const ms = between(from, to);
  return ms === null ? adminMessages.none : adminMessages.span(ms);
}
