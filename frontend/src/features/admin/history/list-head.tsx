import { useQuery } from "@tanstack/react-query";
import type { TaskCount } from "../../../api/generated";
import { useMessages } from "../../../i18n/messages";
import button from "../../../styles/button.module.css";
import type { Action, What } from "../actions/task-action";
import { countQuery } from "../queries";
import styles from "./task-list.module.css";
import { filterOf, isFiltered } from "./task-search";
import { useTaskSearch } from "./use-task-search";

interface ListHeadProps {
  /** What came since the list was asked for. */
  fresh: TaskCount;
  /** The list may be behind: the server did not answer. */
  isLate: boolean;
  onFresh: () => void;
  /** Missing for those who may not act. */
  onAct: ((action: Action, what: What) => void) | undefined;
  onHelp: () => void;
}

/** How many tasks there are, what is new, and what can be done with all of them. */
export function ListHead({ fresh, isLate, onFresh, onAct, onHelp }: ListHeadProps) {
  const text = useMessages("admin").history;
  const { search } = useTaskSearch();
  const { data: total } = useQuery({ ...countQuery(search), refetchOnWindowFocus: false });
  // The end is fixed: what is counted now is what is done a moment later.
  const matching = (): What => {
    const now = Date.now();
    return { filter: { to: new Date(now).toISOString(), ...filterOf(search, now) } };
  };
  return (
    <div className={styles.head}>
      <p className={styles.count}>{total ? text.list.count(total.count, total.capped) : null}</p>
      <div role="status">
        {isLate ? <p className={styles.late}>{text.live.late}</p> : null}
        {fresh.count > 0 ? (
          <button type="button" className={styles.pill} onClick={onFresh}>
            {text.list.fresh(fresh.count, fresh.capped)}
          </button>
        ) : null}
      </div>
      <div className={styles.tools}>
        {onAct && isFiltered(search) ? (
          <>
            <button
              type="button"
              className={button.quiet}
              onClick={() => onAct("retry", matching())}
            >
              {text.selection.retryMatching}
            </button>
            <button
              type="button"
              className={button.quiet}
              onClick={() => onAct("revoke", matching())}
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
