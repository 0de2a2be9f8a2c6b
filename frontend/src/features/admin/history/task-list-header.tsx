import { useQuery } from "@tanstack/react-query";
import type { TaskCount } from "../../../api/generated";
import { useMessages } from "../../../i18n/messages";
import button from "../../../styles/button.module.css";
import type { Action, ActionTarget } from "../actions/task-action";
import { countQuery } from "../queries";
import styles from "./task-list.module.css";
import { isFiltered, toTaskFilter } from "./task-search";
import { useTaskSearch } from "./use-task-search";

interface TaskListHeaderProps {
  /** The tasks that are newer than the list. */
  newTasks: TaskCount;
  /** Whether the list may be out of date, because the last request failed. */
  isLate: boolean;
  onShowNew: () => void;
  /** Missing for users who may not act. */
  onAct: ((action: Action, target: ActionTarget) => void) | undefined;
  onHelp: () => void;
}

/** The number of tasks, a button for new ones, and actions on all that match the filter. */
export function TaskListHeader({
  newTasks,
  isLate,
  onShowNew,
  onAct,
  onHelp,
}: TaskListHeaderProps) {
  const text = useMessages("admin").history;
  const { search } = useTaskSearch();
  const { data: total } = useQuery({ ...countQuery(search), refetchOnWindowFocus: false });
  // The end of the time is fixed, so that the action changes exactly the tasks that were counted.
  const matchingTarget = (): ActionTarget => {
    const now = Date.now();
    return { filter: { to: new Date(now).toISOString(), ...toTaskFilter(search, now) } };
  };
  return (
    <div className={styles.head}>
      <p className={styles.count}>{total ? text.list.count(total.count, total.capped) : null}</p>
      <div role="status">
        {isLate ? <p className={styles.outdated}>{text.live.late}</p> : null}
        {newTasks.count > 0 ? (
          <button type="button" className={styles.newTasks} onClick={onShowNew}>
            {text.list.newTasks(newTasks.count, newTasks.capped)}
          </button>
        ) : null}
      </div>
      <div className={styles.tools}>
        {onAct && isFiltered(search) ? (
          <>
            <button
              type="button"
              className={button.quiet}
              onClick={() => onAct("retry", matchingTarget())}
            >
              {text.selection.retryMatching}
            </button>
            <button
              type="button"
              className={button.quiet}
              onClick={() => onAct("revoke", matchingTarget())}
            >
              {text.selection.revokeMatching}
            </button>
          </>
        ) : null}
        <button
          type="button"
          className={`${button.quiet} ${styles.keys}`}
          aria-keyshortcuts="?"
          onClick={onHelp}
        >
          {text.keys}
        </button>
      </div>
    </div>
  );
}
