import type { AdminTaskDetail } from "../../../api/generated";
import { useMessages } from "../../../i18n/messages";
import { CopyButton } from "../copy-button";
import { formatElapsed } from "../duration";
import { useNow } from "../use-now";
import { Code } from "./code-block";
import styles from "./timeline.module.css";
import { TimelineStep } from "./timeline-step";

type Attempt = AdminTaskDetail["attempts_history"][number];

interface AttemptStepProps {
  attempt: Attempt;
  /** When the task began to wait for this attempt. */
  waitedSince: string;
  isLast: boolean;
  /** The error that the page already shows above. */
  shownError: string | undefined;
}

/** One attempt of a task: worker, times, outcome, log and traceback. */
export function AttemptStep({ attempt, waitedSince, isLast, shownError }: AttemptStepProps) {
  const text = useMessages("admin").task.timeline;
  const { number, worker, started_at: started, outcome, error, traceback, log } = attempt;
  return (
    <TimelineStep
      state={outcome ?? "STARTED"}
      name={text.attempt(number)}
      at={started}
      details={text.on(worker)}
    >
      <p className={styles.outcome}>
        <b>{text.outcomes[outcome ?? "STARTED"]}</b>
        <span>{text.waited(formatElapsed(waitedSince, started))}</span>
        <RunDuration attempt={attempt} />
      </p>
      {error && !(isLast && error.message === shownError) ? (
        <p className={styles.error}>{error.message}</p>
      ) : null}
      {log.length > 0 ? (
        <CollapsibleLines
          summary={text.log(log.length)}
          name={text.logOf(number)}
          lines={log.join("\n")}
        />
      ) : null}
      {traceback ? (
        <CollapsibleLines
          summary={text.traceback}
          name={text.tracebackOf(number)}
          lines={traceback}
          open={isLast}
        />
      ) : null}
    </TimelineStep>
  );
}

function RunDuration({ attempt: { started_at: started, ended_at: ended } }: { attempt: Attempt }) {
  const text = useMessages("admin").task.timeline;
  const now = useNow();
  return (
    <span>
      {ended
        ? text.ran(formatElapsed(started, ended))
        : text.running(formatElapsed(started, new Date(now).toISOString()))}
    </span>
  );
}

interface CollapsibleLinesProps {
  summary: string;
  name: string;
  lines: string;
  open?: boolean;
}

/** A collapsed block of log or traceback lines. */
function CollapsibleLines({ summary, name, lines, open = false }: CollapsibleLinesProps) {
  return (
    <details className={styles.collapsible} open={open}>
      <summary>{summary}</summary>
      <Code text={lines} />
      <CopyButton name={name} text={lines} />
    </details>
  );
}
