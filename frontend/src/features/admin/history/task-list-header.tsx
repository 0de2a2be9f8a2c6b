import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import type { TaskCount } from "../../../api/generated";
import { useMessages } from "../../../i18n/messages";
import { serverNow } from "../../../lib/server-clock";
import button from "../../../styles/button.module.css";
import type { Action, ActionTarget } from "../actions/task-action";
import { countQuery } from "../queries";
import styles from "./task-list.module.css";
import { isFiltered, toFixedFilter } from "./task-search";
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
  return (
    <div className={styles.head}>
      <p role="status" className={styles.count}>
        {total ? text.list.count(total.count, total.capped) : null}
      </p>
      <div role="status">
        {isLate ? <p className={styles.outdated}>{text.live.late}</p> : null}
        {newTasks.count > 0 ? (
          <button type="button" className={styles.newTasks} onClick={onShowNew}>
            {text.list.newTasks(newTasks.count, newTasks.capped)}
          </button>
        ) : null}
      </div>
      <div className={styles.tools}>
        {onAct && isFiltered(search) ? <MatchingActions onAct={onAct} /> : null}
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

interface MatchingActionsProps {
  onAct: (action: Action, target: ActionTarget) => void;
}

/**
 * Buttons that retry or cancel all tasks that match the filter. On narrow screens another button
 * shows them, because the list comes first.
 */
function MatchingActions({ onAct }: MatchingActionsProps) {
  const text = useMessages("admin").history.selection;
  const { search } = useTaskSearch();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const act = (action: Action) => onAct(action, { filter: toFixedFilter(search, serverNow()) });
  return (
    <>
      <button
        type="button"
        className={`${button.quiet} ${styles.more}`}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        {text.matching}
      </button>
      <div id={id} className={styles.matching} data-open={isOpen}>
        <button type="button" className={button.quiet} onClick={() => act("retry")}>
          {text.retryMatching}
        </button>
        <button type="button" className={button.quiet} onClick={() => act("revoke")}>
          {text.revokeMatching}
        </button>
      </div>
    </>
  );
}
