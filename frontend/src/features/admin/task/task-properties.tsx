import type { ReactNode } from "react";
import type { AdminTaskDetail } from "../../../api/generated";
import { useMessages } from "../../../i18n/messages";
import { CopyButton } from "../copy-button";
import { formatElapsed } from "../duration";
import { RelatedLinks } from "./related-links";
import { TaskAuditLog } from "./task-audit-log";
import styles from "./task-properties.module.css";
import { TaskUser } from "./task-user";

/** The column beside the timeline: properties, user, related links and audit log. */
export function TaskProperties({ task }: { task: AdminTaskDetail }) {
  const text = useMessages("admin").task.properties;
  const admin = useMessages("admin");
  return (
    <div className={styles.sidebar}>
      <section className={styles.section} aria-label={text.heading}>
        <dl>
          <Property name={text.id}>
            <code>{task.id}</code>
            <CopyButton name={text.id} text={task.id} />
          </Property>
          {task.reference ? (
            <Property name={text.reference}>
              <code>{task.reference}</code>
              <CopyButton name={text.reference} text={task.reference} />
            </Property>
          ) : null}
          <Property name={text.waited}>{formatElapsed(task.created_at, task.started_at)}</Property>
          <Property name={text.ran}>{formatElapsed(task.started_at, task.finished_at)}</Property>
          <Property name={text.attempts}>{task.attempts}</Property>
          <Property name={text.worker}>{task.worker ?? admin.none}</Property>
          <Property name={text.queue}>{task.queue ?? admin.none}</Property>
          {task.error_group ? <Property name={text.group}>{task.error_group}</Property> : null}
        </dl>
      </section>
      <TaskUser user={task.person} />
      <RelatedLinks task={task} />
      <TaskAuditLog task={task} />
    </div>
  );
}

function Property({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles.property}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
