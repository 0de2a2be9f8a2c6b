import { Link } from "@tanstack/react-router";
import type { AdminTask } from "../../api";
import { StateMark } from "../../components/state-mark";
import { Timestamp } from "../../components/timestamp";
import { messagesOf, useMessages } from "../../messages";
import { between, duration } from "../../time";
import { kindTitle } from "./kind-title";
import styles from "./task-table.module.css";

/** Tasks, one a row; on narrow screens one a card. */
export function TaskTable({ tasks }: { tasks: readonly AdminTask[] }) {
  const { columns, title } = useMessages("admin").history;
  return (
    <table className={styles.table}>
      <caption className="visually-hidden">{title}</caption>
      <thead>
        <tr>
          {Object.values(columns).map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {tasks.map((task) => (
          <Row key={task.id} task={task} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ task }: { task: AdminTask }) {
  const { columns, states } = useMessages("admin").history;
  return (
    <tr>
      <th scope="row">
        <Link to="/admin/tasks/$taskId" params={{ taskId: task.id }} className={styles.link}>
          {kindTitle(task.kind)}
        </Link>
        {task.error ? <p className={styles.error}>{task.error.message}</p> : null}
      </th>
      <td className={styles.wide} data-label={columns.state}>
        <span className={styles.state}>
          <StateMark state={task.state} />
          {states[task.state]}
        </span>
      </td>
      <td data-label={columns.created}>
        <Timestamp iso={task.created_at} />
      </td>
      <td data-label={columns.wait}>{span(task.created_at, task.started_at)}</td>
      <td data-label={columns.run}>{span(task.started_at, task.finished_at)}</td>
      <td data-label={columns.attempts}>{task.attempts}</td>
    </tr>
  );
}

function span(from: string | null, to: string | null): string {
  const admin = messagesOf("admin");
  const ms = between(from, to);
  return ms === null ? admin.task.none : duration(ms);
}
