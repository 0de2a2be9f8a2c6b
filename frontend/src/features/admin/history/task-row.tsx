import { Link } from "@tanstack/react-router";
import type { AdminTask, ListedTask } from "../../../api/generated";
import { TaskStateIcon } from "../../../components/task-state-icon";
import { useMessages } from "../../../i18n/messages";
import type { RawSearch } from "../../../lib/search-params";
import { formatElapsed } from "../duration";
import { kindTitle } from "../kind-title";
import { PersonLink, personName } from "../person-link";
import { RelativeTime } from "../relative-time";
import type { RowSelection } from "./row-selection";
import styles from "./task-row.module.css";
import table from "./task-table.module.css";
import { rememberOpenedTask } from "./use-list-focus";

interface TaskRowProps {
  task: ListedTask;
  isUnmatched: boolean;
  listSearch: RawSearch;
  rowSelection: RowSelection | undefined;
}

/** One task in the list. */
export function TaskRow({ task, isUnmatched, listSearch, rowSelection }: TaskRowProps) {
  const text = useMessages("admin").history.list;
  const admin = useMessages("admin");
  const history = useMessages("admin").history;
  const { id, kind, person } = task;
  const name = person ? text.taskOf(kindTitle(kind), personName(person)) : kindTitle(kind);
  return (
    <tr data-task={id} data-unmatched={isUnmatched} data-selected={rowSelection?.ids.has(id)}>
      {rowSelection ? (
        <td className={table.choice}>
          <label className={table.checkbox}>
            <input
              type="checkbox"
              checked={rowSelection.ids.has(id)}
              onClick={(event) => rowSelection.toggle(id, event.shiftKey)}
            />
            <span className="visually-hidden">{history.selection.one(name)}</span>
          </label>
        </td>
      ) : null}
      <th scope="row" data-column="task">
        <div className={styles.task}>
          <Link
            to="/admin/tasks/$taskId"
            params={{ taskId: id }}
            state={{ list: listSearch }}
            onClick={() => rememberOpenedTask(id)}
            className={styles.link}
          >
            {kindTitle(kind)}
            {person ? (
              <span className="visually-hidden"> {text.of(personName(person))}</span>
            ) : null}
          </Link>
          {task.retry_of ? <span className={styles.retryNote}>{text.retryNote}</span> : null}
          {task.error ? (
            <p className={styles.error} title={task.error.message}>
              {task.error.message}
            </p>
          ) : null}
        </div>
      </th>
      <td data-column="person">{person ? <PersonLink person={person} /> : admin.none}</td>
      <State task={task} isUnmatched={isUnmatched} />
      <td data-column="created">
        <RelativeTime iso={task.created_at} />
      </td>
      <td data-column="wait">{formatElapsed(task.created_at, task.started_at)}</td>
      <td data-column="run">{formatElapsed(task.started_at, task.finished_at)}</td>
      <td data-column="attempts">
        <span aria-hidden="true">{task.attempts}</span>
        <span className="visually-hidden">{text.tries(task.attempts)}</span>
      </td>
      <td data-column="worker" title={task.worker ?? undefined}>
        {task.worker ?? admin.none}
      </td>
    </tr>
  );
}

function State({
  task: { state, progress },
  isUnmatched,
}: {
  task: AdminTask;
  isUnmatched: boolean;
}) {
  const text = useMessages("admin").history.list;
  const admin = useMessages("admin");
  return (
    <td data-column="state">
      <span className={styles.state}>
        <TaskStateIcon state={state} />
        <span>
          {state === "STARTED" && progress > 0 ? text.running(progress) : admin.states[state]}
          {isUnmatched ? <span className={styles.unmatched}>{text.unmatched}</span> : null}
        </span>
      </span>
    </td>
  );
}
