import type { RefObject } from "react";
import type { AdminTask } from "../../../api/generated";
import { useMessages } from "../../../i18n/messages";
import type { RawSearch } from "../../../lib/search-params";
import type { Choosing } from "./selection";
import { TaskRow } from "./task-row";
import styles from "./task-table.module.css";

interface TaskTableProps {
  tasks: readonly AdminTask[];
  /** Of those that the filter does not match any more. */
  gone: readonly string[];
  /** What the list shows, for the way back to it. */
  place: RawSearch;
  /** Missing for those who may not act. */
  choosing: Choosing | undefined;
  body: RefObject<HTMLTableSectionElement | null>;
}

/** Tasks, one a row; on narrow screens two lines each. */
export function TaskTable({ tasks, gone, place, choosing, body }: TaskTableProps) {
  const { columns, label } = useMessages("admin").history.list;
  return (
    <table className={styles.table} data-choosing={choosing !== undefined}>
      <caption className="visually-hidden">{label}</caption>
      <thead>
        <tr>
          {choosing ? (
            <td className={styles.choice}>
              <ChoosePage tasks={tasks} choosing={choosing} />
            </td>
          ) : null}
          {Object.entries(columns).map(([name, column]) => (
            <th key={name} scope="col" data-column={name}>
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={body}>
        {tasks.map((task) => (
          <TaskRow
            key={task.id}
            task={task}
            isGone={gone.includes(task.id)}
            place={place}
            choosing={choosing}
          />
        ))}
      </tbody>
    </table>
  );
}

function ChoosePage({ tasks, choosing }: { tasks: readonly AdminTask[]; choosing: Choosing }) {
  const history = useMessages("admin").history;
  const chosen = tasks.filter(({ id }) => choosing.ids.has(id)).length;
  return (
    <label className={styles.tick}>
      <input
        ref={(input) => {
          if (input) {
            input.indeterminate = chosen > 0 && chosen < tasks.length;
          }
        }}
        type="checkbox"
        checked={chosen === tasks.length}
        onChange={choosing.togglePage}
      />
      <span className={styles.all}>{history.selection.page}</span>
    </label>
  );
}
