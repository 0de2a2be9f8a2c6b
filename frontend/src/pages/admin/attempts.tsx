import type { AdminTaskDetail } from "../../api";
import { Timestamp } from "../../components/timestamp";
import { useMessages } from "../../messages";
import { between, duration } from "../../time";
import styles from "./attempts.module.css";
import { CodeBlock } from "./code-block";

type Attempt = AdminTaskDetail["attempts_history"][number];

/** Each try at a task, the first one first. */
export function Attempts({ attempts }: { attempts: readonly Attempt[] }) {
  const text = useMessages("admin").task;
  return (
    <section className={styles.section}>
      <h2>{text.attempts}</h2>
      {attempts.length > 0 ? <Table attempts={attempts} /> : <p>{text.noAttempts}</p>}
      <Tracebacks attempts={attempts} />
    </section>
  );
}

/** The last attempt's traceback in full; those before it are folded away. */
function Tracebacks({ attempts }: { attempts: readonly Attempt[] }) {
  const text = useMessages("admin").task;
  const blocks = attempts.flatMap(({ number, traceback }) =>
    traceback
      ? [<CodeBlock key={number} heading={text.tracebackOf(number)} code={traceback} />]
      : [],
  );
  const last = blocks.pop();
  return (
    <>
      {last}
      {blocks.length > 0 ? (
        <details className={styles.earlier}>
          <summary>{text.earlier}</summary>
          {blocks}
        </details>
      ) : null}
    </>
  );
}

function Table({ attempts }: { attempts: readonly Attempt[] }) {
  const text = useMessages("admin").task;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className={styles.scroll} aria-label={text.attempts} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            {Object.values(text.attemptColumns).map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {attempts.map((attempt) => (
            <Row key={attempt.number} attempt={attempt} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ attempt }: { attempt: Attempt }) {
  const text = useMessages("admin").task;
  const admin = useMessages("admin");
  const ms = between(attempt.started_at, attempt.ended_at);
  return (
    <tr>
      <th scope="row">{attempt.number}</th>
      <td>
        <Timestamp iso={attempt.started_at} exact={true} />
      </td>
      <td>{ms === null ? text.none : duration(ms)}</td>
      <td>{attempt.worker}</td>
      <td>
        {attempt.outcome ? admin.history.states[attempt.outcome] : text.running}
        {attempt.error ? <p className={styles.error}>{attempt.error.message}</p> : null}
      </td>
    </tr>
  );
}
