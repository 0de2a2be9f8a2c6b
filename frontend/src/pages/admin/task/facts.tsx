import type { ReactNode } from "react";
import type { AdminTaskDetail } from "../../../api";
import { adminMessages } from "../../../messages-admin";
import { taskMessages } from "../../../messages-admin-task";
import { between } from "../../../time";
import { CopyButton } from "../copy-button";
import { Deeds } from "./deeds";
import styles from "./facts.module.css";
import { PersonPart } from "./person-part";
import { Related } from "./related";

const text = taskMessages.facts;

/** Beside the story of a task: what it is, whom it is about, and where to go on from it. */
export function Facts({ task }: { task: AdminTaskDetail }) {
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
          <Fact name={text.waited}>{span(task.created_at, task.started_at)}</Fact>
          <Fact name={text.ran}>{span(task.started_at, task.finished_at)}</Fact>
          <Fact name={text.attempts}>{task.attempts}</Fact>
          <Fact name={text.worker}>{task.worker ?? adminMessages.none}</Fact>
          <Fact name={text.queue}>{task.queue ?? adminMessages.none}</Fact>
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

function span(from: string | null, to: string | null): string {
  const ms = between(from, to);
  return ms === null ? adminMessages.none : adminMessages.span(ms);
}
