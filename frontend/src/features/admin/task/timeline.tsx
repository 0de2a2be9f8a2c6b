import { useId } from "react";
import type { AdminTaskDetail } from "../../../api/generated";
import { useMessages } from "../../../i18n/messages";
import { elapsedMs } from "../../../lib/time";
import { AttemptStep } from "./attempt-step";
import styles from "./timeline.module.css";
import { TimelineStep } from "./timeline-step";

/** The events of a task since its request. */
export function Timeline({ task }: { task: AdminTaskDetail }) {
  const text = useMessages("admin").task.timeline;
  const id = useId();
  const { attempts_history: attempts } = task;
  return (
    <section className={styles.section} aria-labelledby={id}>
      <h2 id={id}>{text.heading}</h2>
      <ol>
        <TimelineStep state="PENDING" name={text.requested} at={task.created_at} />
        {attempts.map((attempt, index) => (
          <AttemptStep
            key={attempt.number}
            attempt={attempt}
            waitedSince={attempts[index - 1]?.ended_at ?? task.created_at}
            isLast={index === attempts.length - 1}
            shownError={task.error?.message}
          />
        ))}
        <NextStep task={task} />
      </ol>
    </section>
  );
}

/** The step that comes next; or the cancellation, if no attempt has it. */
function NextStep({ task }: { task: AdminTaskDetail }) {
  const text = useMessages("admin").task.timeline;
  const { state, run_at: due, finished_at: finished } = task;
  if (state === "RETRY") {
    return <TimelineStep state="RETRY" name={text.again} at={due} />;
  }
  if (state === "PENDING") {
    return <PendingSteps task={task} />;
  }
  const isInAttempts = task.attempts_history.at(-1)?.outcome === "REVOKED";
  return state === "REVOKED" && !isInAttempts ? (
    <TimelineStep state="REVOKED" name={text.outcomes.REVOKED} at={finished} />
  ) : null;
}

function PendingSteps({ task }: { task: AdminTaskDetail }) {
  const text = useMessages("admin").task.timeline;
  const { created_at: created, run_at: due, published_at: published, blockers } = task;
  if (blockers > 0) {
    return <TimelineStep state="PENDING" name={text.blocked(blockers)} at={null} />;
  }
  return (
    <>
      {(elapsedMs(created, due) ?? 0) > 0 ? (
        <TimelineStep state="PENDING" name={text.due} at={due} />
      ) : null}
      {published ? <TimelineStep state="PENDING" name={text.published} at={published} /> : null}
    </>
  );
}
