import { useMessages } from "../../../i18n/messages";
import button from "../../../styles/button.module.css";
import type { Action } from "../actions/task-action";
import styles from "./selection-bar.module.css";

/** The API takes no more ids in one request. */
export const maxSelected = 1000;

interface SelectionBarProps {
  count: number;
  onAct: (action: Action) => void;
  onClear: () => void;
}

/** The actions on the selected tasks. It stays visible while any are selected. */
export function SelectionBar({ count, onAct, onClear }: SelectionBarProps) {
  const text = useMessages("admin").history.selection;
  return (
    <section className={styles.bar} aria-label={text.label} hidden={count === 0}>
      <p className={styles.count} role="status">
        {count > 0 ? text.chosen(count) : null}
      </p>
      {count > maxSelected ? (
        <p className={styles.tooMany}>{text.tooMany(maxSelected)}</p>
      ) : (
        <>
          <button type="button" className={button.primary} onClick={() => onAct("retry")}>
            {text.retry}
          </button>
          <button type="button" className={button.secondary} onClick={() => onAct("revoke")}>
            {text.revoke}
          </button>
        </>
      )}
      <button type="button" className={button.quiet} onClick={onClear}>
        {text.clear}
      </button>
    </section>
  );
}
