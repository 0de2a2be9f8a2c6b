import { useId } from "react";
import type { AdminTaskDetail } from "../../../api";
import { taskMessages } from "../../../messages-admin-task";
import { ExactMoment } from "../moment";
import styles from "./facts.module.css";

const text = taskMessages.actions;
const events: Readonly<Record<string, string>> = text.events;

/** What administrators did with a task, from the audit log. */
export function Deeds({ actions }: { actions: AdminTaskDetail["actions"] }) {
  const id = useId();
  return (
    <section className={styles.part} aria-labelledby={id}>
      <h2 id={id}>{text.heading}</h2>
      {actions.length > 0 ? (
        <ol className={styles.deeds}>
          {actions.map(({ event, at, by }) => (
            <li key={`${event} ${at}`}>
              <p>
                <b>{by ?? text.somebody}</b> {events[event] ?? event}
              </p>
              <p className={styles.aside}>
                <ExactMoment iso={at} />
              </p>
            </li>
          ))}
        </ol>
      ) : (
        <p className={styles.aside}>{text.none}</p>
      )}
    </section>
  );
}
