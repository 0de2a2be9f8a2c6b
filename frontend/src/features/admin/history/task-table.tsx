import type { RefObject } from "react";
import type { ListedTask } from "../../../api/generated";
import { useMessages } from "../../../i18n/messages";
import type { RawSearch } from "../../../lib/search-params";
import type { RowSelection } from "./row-selection";
import { TaskRow } from "./task-row";
import styles from "./task-table.module.css";

interface TaskTableProps {
  tasks: readonly ListedTask[];
  /** The ids of tasks that do not match the filter any more. */
  unmatched: readonly string[];
  /** The search parameters of the list, for the link back to it. */
  listSearch: RawSearch;
  /** Missing for users who may not act. */
  rowSelection: RowSelection | undefined;
  tableBody: RefObject<HTMLTableSectionElement | null>;
}

/** The table of tasks. On narrow screens each row has two lines. */
export function TaskTable({
  tasks,
  unmatched,
  listSearch,
  rowSelection,
  tableBody,
}: TaskTableProps) {
  const { columns, label } = useMessages("admin").history.list;
  return (
    <table className={styles.table} data-selectable={rowSelection !== undefined}>
      <caption className="visually-hidden">{label}</caption>
      <thead>
        <tr>
          {rowSelection ? (
            <th scope="col" className={styles.choice}>
              <PageCheckbox tasks={tasks} rowSelection={rowSelection} />
            </th>
          ) : null}
          {Object.entries(columns).map(([name, column]) => (
            <th key={name} scope="col" data-column={name}>
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={tableBody}>
        {tasks.map((task) => (
          <TaskRow
            key={task.id}
            task={task}
            isUnmatched={unmatched.includes(task.id)}
            listSearch={listSearch}
            rowSelection={rowSelection}
          />
        ))}
      </tbody>
    </table>
  );
}

function PageCheckbox({
  tasks,
  rowSelection,
}: {
  tasks: readonly ListedTask[];
  rowSelection: RowSelection;
}) {
  const history = useMessages("admin").history;
  const chosen = tasks.filter(({ id }) => rowSelection.ids.has(id)).length;
  return (
    <label className={styles.checkbox}>
      <input
        ref={(input) => {
          if (input) {
            input.indeterminate = chosen > 0 && chosen < tasks.length;
          }
        }}
        type="checkbox"
        checked={chosen === tasks.length}
        onChange={rowSelection.togglePage}
      />
      <span className={styles.selectAll}>{history.selection.page}</span>
    </label>
  );
}
