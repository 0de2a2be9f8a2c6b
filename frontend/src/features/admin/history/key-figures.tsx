import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { TaskStatistics, Workers } from "../../../api/generated";
import { useMessages } from "../../../i18n/messages";
import { formatNumber, formatPercent } from "../../../lib/numbers";
import { formatShortDuration } from "../duration";
import { workersQuery } from "../queries";
import { RelativeTime } from "../relative-time";
import styles from "./key-figures.module.css";

/** The same interval as for the other figures. */
const workersMs = 30_000;

interface KeyFiguresProps {
  /** Undefined while they load. */
  statistics: TaskStatistics | undefined;
  live: boolean;
  /** Whether to show the percentiles, the oldest task and the heartbeat too. */
  isDetailed: boolean;
}

/** The key figures of the chosen time. */
export function KeyFigures({ statistics, live, isDetailed }: KeyFiguresProps) {
  const text = useMessages("admin").history.figures;
  const { data } = useQuery(workersQuery(live && workersMs));
  const rate = statistics?.failure_rate ?? null;
  return (
    <dl className={styles.figures} data-detailed={isDetailed}>
      <KeyFigure name={text.failureRate} value={rate === null ? null : formatPercent(rate)} />
      <DurationFigure name={text.wait} percentiles={statistics?.wait} />
      <DurationFigure name={text.run} percentiles={statistics?.run} />
      <QueuedFigure workers={data} />
      <WorkersFigure workers={data} />
    </dl>
  );
}

interface KeyFigureProps {
  name: string;
  value: ReactNode;
  details?: ReactNode;
}

function KeyFigure({ name, value, details }: KeyFigureProps) {
  const admin = useMessages("admin");
  return (
    <div className={styles.figure}>
      <dt>{name}</dt>
      <dd className={styles.value}>{value ?? admin.none}</dd>
      {details ? <dd className={styles.details}>{details}</dd> : null}
    </div>
  );
}

function DurationFigure({
  name,
  percentiles: { p50, p95 } = { p50: null, p95: null },
}: {
  name: string;
  percentiles: TaskStatistics["wait"] | undefined;
}) {
  const text = useMessages("admin").history.figures;
  const admin = useMessages("admin");
  const format = (seconds: number | null) =>
    seconds === null ? admin.none : formatShortDuration(seconds * 1000);
  return (
    <div className={`${styles.figure} ${styles.duration}`}>
      <dt>{name}</dt>
      <dd className={styles.value}>
        {format(p50)} <small>{text.p50}</small>
      </dd>
      <dd className={styles.details}>
        <b>{format(p95)}</b> {text.p95}
      </dd>
    </div>
  );
}

function QueuedFigure({ workers }: { workers: Workers | undefined }) {
  const text = useMessages("admin").history.figures;
  const queues = workers?.queues ?? [];
  const waiting = queues.reduce((sum, queue) => sum + queue.waiting, 0);
  const oldest = queues.flatMap(({ oldest_due_at: due }) => due ?? []).sort()[0];
  return (
    <KeyFigure
      name={text.queued}
      value={workers && formatNumber(waiting)}
      details={oldest ? <Oldest due={oldest} /> : workers && text.nothingQueued}
    />
  );
}

function Oldest({ due }: { due: string }) {
  const text = useMessages("admin").history.figures;
  return (
    <>
      {text.oldest} <RelativeTime iso={due} />
    </>
  );
}

function WorkersFigure({ workers }: { workers: Workers | undefined }) {
  const text = useMessages("admin").history.figures;
  const allWorkers = workers?.workers ?? [];
  const silent = allWorkers.filter((worker) => worker.silent).length;
  const seen = allWorkers
    .map(({ seen_at }) => seen_at)
    .sort()
    .at(-1);
  return (
    <KeyFigure
      name={text.workers}
      value={
        workers && (
          <Link to="/admin/workers" className={styles.link}>
            {formatNumber(allWorkers.length - silent)}
          </Link>
        )
      }
      details={
        <>
          {silent > 0 ? <b className={styles.silent}>{text.silent(silent)} </b> : null}
          {seen ? (
            <>
              {text.seen} <RelativeTime iso={seen} />
            </>
          ) : (
            workers && text.noWorkers
          )}
        </>
      }
    />
  );
}
