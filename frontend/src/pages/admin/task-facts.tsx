import type { ReactNode } from "react";
import type { AdminTaskDetail } from "../../api";
import { Timestamp } from "../../components/timestamp";
import { messagesOf, useMessages } from "../../messages";
import { between, duration } from "../../time";
import styles from "./task-facts.module.css";

/** When and where a task ran. */
export function TaskFacts({ task }: { task: AdminTaskDetail }) {
  const text = useMessages("admin").task;
  return (
    <section aria-label={text.facts}>
      <dl className={styles.facts}>
        <Fact name={text.created}>{moment(task.created_at)}</Fact>
        <Fact name={text.due}>{moment(task.run_at)}</Fact>
        <Fact name={text.published}>{moment(task.published_at)}</Fact>
        <Fact name={text.started}>{moment(task.started_at)}</Fact>
        <Fact name={text.finished}>{moment(task.finished_at)}</Fact>
        <Fact name={text.waited}>{span(task.created_at, task.started_at)}</Fact>
        <Fact name={text.ran}>{span(task.started_at, task.finished_at)}</Fact>
        <Fact name={text.progress}>
          {task.progress} %{task.step && task.state === "STARTED" ? `, ${task.step}` : null}
        </Fact>

        <Fact name={text.worker}>{task.worker ?? text.none}</Fact>
        <Fact name={text.id}>
          <code>{task.id}</code>
        </Fact>
      </dl>
    </section>
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

function moment(iso: string | null): ReactNode {
  const text = messagesOf("admin").task;
  return iso ? <Timestamp iso={iso} exact={true} /> : text.none;
}

function span(from: string | null, to: string | null): string {
  const text = messagesOf("admin").task;
  const ms = between(from, to);
  return ms === null ? text.none : duration(ms);
}
