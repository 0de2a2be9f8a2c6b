import type { AdminTaskDetail } from "../../../api/generated";
import { useMessages } from "../../../i18n/messages";
import { CopyButton } from "../copy-button";
import { spanBetween } from "../span";
import { useNow } from "../use-now";
import { Code } from "./code-block";
import { Step } from "./step";
import styles from "./timeline.module.css";

type Attempt = AdminTaskDetail["attempts_history"][number];

interface AttemptStepProps {
  attempt: Attempt;
  /** When the wait for it began. */
  waitedSince: string;
  isLast: boolean;
  /** What the page says above already. */
  said: string | undefined;
}

/** One try at a task: when, where, how long, what came of it; the log, and the traceback if it has one. */
export function AttemptStep({ attempt, waitedSince, isLast, said }: AttemptStepProps) {
  const text = useMessages("admin").task.timeline;
  const { number, worker, started_at: started, outcome, error, traceback, log } = attempt;
  return (
    <Step
      state={outcome ?? "STARTED"}
      name={text.attempt(number)}
      at={started}
      words={text.on(worker)}
    >
      <p className={styles.outcome}>
        <b>{text.outcomes[outcome ?? "STARTED"]}</b>
        <span>{text.waited(spanBetween(waitedSince, started))}</span>
        <Ran attempt={attempt} />
      </p>
      {error && !(isLast && error.message === said) ? (
        <p className={styles.error}>{error.message}</p>
      ) : null}
      {log.length > 0 ? (
        <Fold summary={text.log(log.length)} name={text.logOf(number)} lines={log.join("\n")} />
      ) : null}
      {traceback ? (
        <Fold
          summary={text.traceback}
          name={text.tracebackOf(number)}
          lines={traceback}
          open={isLast}
        />
      ) : null}
    </Step>
  );
}

function Ran({ attempt: { started_at: started, ended_at: ended } }: { attempt: Attempt }) {
  const text = useMessages("admin").task.timeline;
  const now = useNow();
  return (
    <span>
      {ended
        ? text.ran(spanBetween(started, ended))
        : text.running(spanBetween(started, new Date(now).toISOString()))}
    </span>
  );
}

interface FoldProps {
  summary: string;
  name: string;
  lines: string;
  open?: boolean;
}

/** Lines of the machine, folded away until they are asked for. */
function Fold({ summary, name, lines, open = false }: FoldProps) {
  return (
    <details className={styles.fold} open={open}>
      <summary>{summary}</summary>
      <Code text={lines} />
      <CopyButton name={name} text={lines} />
    </details>
  );
}
