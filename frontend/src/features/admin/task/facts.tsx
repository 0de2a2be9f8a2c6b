import type { ReactNode } from "react";
import type { AdminTaskDetail } from "../../../api/generated";
import { useMessages } from "../../../i18n/messages";
import { CopyButton } from "../copy-button";
import { spanBetween } from "../span";
import { Deeds } from "./deeds";
import styles from "./facts.module.css";
import { PersonPart } from "./person-part";
import { Related } from "./related";

/** Beside the story of a task: what it is, whom it is about, and where to go on from it. */
export function Facts({ task }: { task: AdminTaskDetail }) {
  const text = useMessages("admin").task.facts;
  const admin = useMessages("admin");
  return (
    <div className={styles.side}>
      <section className={styles.part} aria-label={text.heading}>
        <dl className={styles.facts}>
          <Fact name={text.id}>
            <code>{task.id}</code>
            <CopyButton name={text.id} text={task.id} />
          </Fact>
          {task.reference ? (
            <Fact name={text.reference}>
              <code>{task.reference}</code>
              <CopyButton name={text.reference} text={task.reference} />
            </Fact>
          ) : null}
          <Fact name={text.waited}>{spanBetween(task.created_at, task.started_at)}</Fact>
          <Fact name={text.ran}>{spanBetween(task.started_at, task.finished_at)}</Fact>
          <Fact name={text.attempts}>{task.attempts}</Fact>
          <Fact name={text.worker}>{task.worker ?? admin.none}</Fact>
          <Fact name={text.queue}>{task.queue ?? admin.none}</Fact>
          {task.error_group ? <Fact name={text.group}>{task.error_group}</Fact> : null}
        </dl>
      </section>
      <PersonPart person={task.person} />
      <Related task={task} />
      <Deeds task={task} />
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
