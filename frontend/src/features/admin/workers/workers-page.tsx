import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import type { Workers } from "../../../api/generated";
import { PageHeading } from "../../../components/page-heading";
import { Skeleton } from "../../../components/skeleton";
import { useMessages } from "../../../i18n/messages";
import panel from "../../../styles/panel.module.css";
import { EmptyState } from "../empty-state";
import { LoadFailed } from "../load-failed";
import { workersQuery } from "../queries";
import { useRole } from "../use-role";
import { QueueTable } from "./queue-table";
import { WorkerCard } from "./worker-card";
import styles from "./workers-page.module.css";

/** How often the page is fetched while it is visible. */
const refetchMs = 5_000;

/** The page of the workers and queues. */
export function WorkersPage() {
  const text = useMessages("admin").workers;
  const { mayAct } = useRole();
  const { data, error, refetch } = useQuery(workersQuery(refetchMs));
  return (
    <div className={styles.page}>
      <div className={panel.intro}>
        <PageHeading title={text.title}>{text.title}</PageHeading>
        <p className={panel.lead}>{text.lead}</p>
      </div>
      {error && !data ? (
        <LoadFailed heading={text.loadFailed} error={error} onRetry={() => void refetch()} />
      ) : null}
      {data || error ? null : <Skeleton rows={9} />}
      {data ? (
        <>
          <WorkerList workers={data.workers} />
          {mayAct ? (
            <p>
              <a href="/flower/workers" className={panel.link}>
                {text.flower}
              </a>
            </p>
          ) : null}
          <QueueTable queues={data.queues} />
        </>
      ) : null}
    </div>
  );
}

function WorkerList({ workers }: { workers: Workers["workers"] }) {
  const text = useMessages("admin").workers;
  const id = useId();
  if (workers.length === 0) {
    return <EmptyState {...text.none} />;
  }
  return (
    <section className={styles.section} aria-labelledby={id}>
      <h2 id={id} className="visually-hidden">
        {text.workers}
      </h2>
      <ul className={styles.workers}>
        {workers.map((worker) => (
          <WorkerCard key={`${worker.name} ${worker.started_at}`} worker={worker} />
        ))}
      </ul>
    </section>
  );
}
