import type { ReactNode } from "react";
import type { TaskState } from "../../../api/generated";
import { TaskStateIcon } from "../../../components/task-state-icon";
import { ExactTime } from "../relative-time";
import styles from "./timeline.module.css";

interface TimelineStepProps {
  state: TaskState;
  name: string;
  at: string | null;
  /** A text beside the time. */
  details?: string;
  children?: ReactNode;
}

/** One event of the timeline. */
export function TimelineStep({ state, name, at, details, children }: TimelineStepProps) {
  return (
    <li className={styles.step}>
      <TaskStateIcon state={state} />
      <div className={styles.text}>
        <h3 className={styles.name}>{name}</h3>
        <p className={styles.time}>
          <ExactTime iso={at} />
          {details ? <span>{details}</span> : null}
        </p>
        {children}
      </div>
    </li>
  );
}
