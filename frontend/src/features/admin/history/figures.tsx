import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { TaskStatistics, Workers } from "../../../api/generated";
import { useMessages } from "../../../i18n/messages";
import { amount, percent } from "../../../lib/numbers";
import { Moment } from "../moment";
import { workersQuery } from "../queries";
import { span } from "../span";
import styles from "./figures.module.css";

/** The workers are asked after as often as the figures beside them. */
const workersMs = 30_000;

/** How it goes, in a few numbers. */
export function Figures({ statistics, live }: { statistics: TaskStatistics; live: boolean }) {
  const text = useMessages("admin").history.figures;
  const { data } = useQuery(workersQuery(live && workersMs));
  const { failure_rate: rate, wait, run } = statistics;
  return (
    <dl className={styles.figures}>
      <Figure name={text.failureRate} value={rate === null ? null : percent(rate)} />
      <Spans name={text.wait} spans={wait} />
      <Spans name={text.run} spans={run} />
      <Queued workers={data} />
      <WorkersFigure workers={data} />
    </dl>
  );
}

interface FigureProps {
  name: string;
  value: ReactNode;
  more?: ReactNode;
}

function Figure({ name, value, more }: FigureProps) {
  const admin = useMessages("admin");
  return (
    <div className={styles.figure}>
      <dt>{name}</dt>
      <dd className={styles.value}>{value ?? admin.none}</dd>
      {more ? <dd className={styles.more}>{more}</dd> : null}
    </div>
  );
}

function Spans({ name, spans: { p50, p95 } }: { name: string; spans: TaskStatistics["wait"] }) {
  const text = useMessages("admin").history.figures;
  const admin = useMessages("admin");
  const words = (seconds: number | null) => (seconds === null ? admin.none : span(seconds * 1000));
  return (
    <div className={styles.figure}>
      <dt>{name}</dt>
      <dd className={styles.value}>
        {words(p50)} <small>{text.p50}</small>
      </dd>
      <dd className={styles.more}>
        <b>{words(p95)}</b> {text.p95}
      </dd>
    </div>
  );
}

function Queued({ workers }: { workers: Workers | undefined }) {
  const text = useMessages("admin").history.figures;
  const queues = workers?.queues ?? [];
  const waiting = queues.reduce((sum, queue) => sum + queue.waiting, 0);
  const oldest = queues.flatMap(({ oldest_due_at: due }) => due ?? []).sort()[0];
  return (
    <Figure
      name={text.queued}
      value={workers && amount(waiting)}
      more={oldest ? <Oldest due={oldest} /> : workers && text.nothingQueued}
    />
  );
}

function Oldest({ due }: { due: string }) {
  const text = useMessages("admin").history.figures;
  return (
    <>
      {text.oldest} <Moment iso={due} />
    </>
  );
}

function WorkersFigure({ workers }: { workers: Workers | undefined }) {
  const text = useMessages("admin").history.figures;
  const all = workers?.workers ?? [];
  const silent = all.filter((worker) => worker.silent).length;
  const seen = all
    .map(({ seen_at }) => seen_at)
    .sort()
    .at(-1);
  return (
    <Figure
      name={text.workers}
      value={
        workers && (
          <Link to="/admin/workers" className={styles.link}>
            {amount(all.length - silent)}
          </Link>
        )
      }
      more={
        <>
          {silent > 0 ? <b className={styles.silent}>{text.silent(silent)} </b> : null}
          {seen ? (
            <>
              {text.seen} <Moment iso={seen} />
            </>
          ) : (
            workers && text.noWorkers
          )}
        </>
      }
    />
  );
}
