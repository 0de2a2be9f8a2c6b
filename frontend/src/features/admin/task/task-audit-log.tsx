import { useId } from "react";
import type { AdminTaskDetail } from "../../../api/generated";
import { useMessages } from "../../../i18n/messages";
import { ExactTime } from "../relative-time";
import styles from "./task-properties.module.css";

/** Kinds that change many tasks. Their audit entries say that an administrator started them. */
const bulkKinds: readonly string[] = ["retry_many", "revoke_many"];

/** The administrators' actions on a task, from the audit log. */
export function TaskAuditLog({ task: { actions, kind } }: { task: AdminTaskDetail }) {
  const text = useMessages("admin").task.actions;
  const id = useId();
  const events: Readonly<Record<string, string>> = text.events;
  const describeEvent = (event: string) =>
    bulkKinds.includes(kind) && event.startsWith("tasks_")
      ? text.started
      : (events[event] ?? event);
  return (
    <section className={styles.section} aria-labelledby={id}>
      <h2 id={id}>{text.heading}</h2>
      {actions.length > 0 ? (
        <ol className={styles.auditLog}>
          {actions.map(({ event, at, by }) => (
            <li key={`${event} ${at}`}>
              <p>
                <b>{by ?? text.unknownUser}</b> {describeEvent(event)}
              </p>
              <p className={styles.aside}>
                <ExactTime iso={at} />
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
