import type { ReactNode } from "react";
import type { TaskState } from "../../../api/generated";
import { StateMark } from "../../../components/state-mark";
import { ExactMoment } from "../moment";
import styles from "./timeline.module.css";

interface StepProps {
  state: TaskState;
  name: string;
  at: string | null;
  /** What is said beside the time. */
  words?: string;
  children?: ReactNode;
}

/** One thing that happened. */
export function Step({ state, name, at, words, children }: StepProps) {
  return (
    <li className={styles.step}>
      <StateMark state={state} />
      <div className={styles.words}>
        <h3 className={styles.name}>{name}</h3>
        <p className={styles.when}>
          <ExactMoment iso={at} />
          {words ? <span>{words}</span> : null}
        </p>
        {children}
      </div>
    </li>
  );
}
