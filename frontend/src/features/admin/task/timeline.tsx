import { useId } from "react";
import type { AdminTaskDetail } from "../../../api/generated";
import { useMessages } from "../../../i18n/messages";
import { between } from "../../../lib/time";
import { AttemptStep } from "./attempt-step";
import { Step } from "./step";
import styles from "./timeline.module.css";

/** What happened to a task, from the request on. */
export function Timeline({ task }: { task: AdminTaskDetail }) {
  const text = useMessages("admin").task.timeline;
  const id = useId();
  const { attempts_history: attempts } = task;
  return (
    <section className={styles.section} aria-labelledby={id}>
      <h2 id={id}>{text.heading}</h2>
      <ol className={styles.timeline}>
        <Step state="PENDING" name={text.requested} at={task.created_at} />
        {attempts.map((attempt, index) => (
          <AttemptStep
            key={attempt.number}
            attempt={attempt}
            waitedSince={attempts[index - 1]?.ended_at ?? task.created_at}
            isLast={index === attempts.length - 1}
            said={task.error?.message}
          />
        ))}
        <Ahead task={task} />
      </ol>
    </section>
  );
}

/** What is still to come; and a cancelling, which no attempt tells of. */
function Ahead({ task }: { task: AdminTaskDetail }) {
  const text = useMessages("admin").task.timeline;
  const { state, run_at: due, published_at: published, finished_at: finished } = task;
  if (state === "RETRY") {
    return <Step state="RETRY" name={text.again} at={due} />;
  }
  if (state === "PENDING") {
    return (
      <>
        {(between(task.created_at, due) ?? 0) > 0 ? (
          <Step state="PENDING" name={text.due} at={due} />
        ) : null}
        {published ? <Step state="PENDING" name={text.published} at={published} /> : null}
      </>
    );
  }
  const told = task.attempts_history.at(-1)?.outcome === "REVOKED";
  return state === "REVOKED" && !told ? (
    <Step state="REVOKED" name={text.outcomes.REVOKED} at={finished} />
  ) : null;
}
