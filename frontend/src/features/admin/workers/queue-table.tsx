import { Link } from "@tanstack/react-router";
import { useId, useState } from "react";
import type { Workers } from "../../../api/generated";
import { useMessages } from "../../../i18n/messages";
import { formatNumber } from "../../../lib/numbers";
import panel from "../../../styles/panel.module.css";
import { kindTitle } from "../kind-title";
import { PersonLink } from "../person-link";
import { RelativeTime } from "../relative-time";
import { QueuePause } from "./queue-pause";
import styles from "./workers-page.module.css";

type Queue = Workers["queues"][number];

/** The processes that consume each queue, its waiting tasks, and whether it is paused. */
export function QueueTable({ queues }: { queues: Queue[] }) {
  const text = useMessages("admin").workers;
  const id = useId();
  const [message, setMessage] = useState("");
  return (
    <section className={styles.section} aria-labelledby={id}>
      <h2 id={id}>{text.queues}</h2>
      <p role="status" className={styles.message}>
        {message}
      </p>
      {queues.length > 0 ? (
        <table className={styles.queues}>
          <thead>
            <tr>
              <th scope="col">{text.queue}</th>
              <th scope="col">{text.processes}</th>
              <th scope="col">{text.waiting}</th>
              <th scope="col">{text.oldest}</th>
            </tr>
          </thead>
          <tbody>
            {queues.map((queue) => (
              <QueueRow key={queue.name} queue={queue} onChanged={setMessage} />
            ))}
          </tbody>
        </table>
      ) : (
        <p className={panel.aside}>{text.noQueues}</p>
      )}
    </section>
  );
}

interface QueueRowProps {
  queue: Queue;
  onChanged: (message: string) => void;
}

function QueueRow({ queue, onChanged }: QueueRowProps) {
  const admin = useMessages("admin");
  const { processes, waiting, oldest_due_at: due, oldest } = queue;
  return (
    <tr>
      <th scope="row">
        <div className={styles.queue}>
          <span>{queue.name}</span>
          <QueuePause queue={queue} onChanged={onChanged} />
        </div>
      </th>
      <td>{processes > 0 ? formatNumber(processes) : <b>{admin.workers.noProcess}</b>}</td>
      <td>{formatNumber(waiting)}</td>
      <td>
        {due ? <RelativeTime iso={due} /> : admin.none}
        {oldest ? (
          <>
            <Link to="/admin/tasks/$taskId" params={{ taskId: oldest.id }} className={styles.link}>
              {kindTitle(oldest.kind)}
            </Link>
            {oldest.person ? <PersonLink person={oldest.person} /> : null}
          </>
        ) : null}
      </td>
    </tr>
  );
}
