import type { TaskState } from "../api/generated";
import styles from "./task-state-icon.module.css";

const shapes: Readonly<Record<TaskState, string>> = {
  PENDING: "M8 12h.01M12 12h.01M16 12h.01",
  STARTED: "M12 6.5v5.5l3.5 2",
  RETRY: "M16.5 9.5A5.2 5.2 0 1 0 17 13M17 6.5v3.2h-3.2",
  SUCCESS: "m7.5 12.5 3 3 6-6.5",
  FAILURE: "M12 7v6M12 16.5h.01",
  REVOKED: "M8 12h8",
};

/** An icon for the state of a task. The text beside it says the same. */
export function TaskStateIcon({ state }: { state: TaskState }) {
  return (
    <svg className={styles.icon} data-state={state} viewBox="0 0 24 24" aria-hidden="true">
      <circle cx="12" cy="12" r="11" />
      <path d={shapes[state]} />
    </svg>
  );
}
