import { Link } from "@tanstack/react-router";
import type { Workers } from "../../../api/generated";
import { TaskStateIcon } from "../../../components/task-state-icon";
import { useMessages } from "../../../i18n/messages";
import { serialiseSearch } from "../history/task-search";
import { kindTitle } from "../kind-title";
import { PersonLink } from "../person-link";
import { RelativeTime, useRelativeTime } from "../relative-time";
import styles from "./workers-page.module.css";

type Worker = Workers["workers"][number];

/** One worker: whether it is alive, since when, and what it runs. */
export function WorkerCard({ worker }: { worker: Worker }) {
  const text = useMessages("admin").workers;
  const { name, silent, running, seen_at: seen, started_at: started } = worker;
  const lastSeen = useRelativeTime(seen);
  return (
    <li className={styles.worker} data-silent={silent}>
      <div className={styles.head}>
        <h3 className={styles.name}>{name}</h3>
        <WorkerStatus worker={worker} />
      </div>
      {silent ? <p className={styles.warning}>{text.silentHint(lastSeen)}</p> : null}
      <dl className={styles.times}>
        <div>
          <dt>{text.seen}</dt>
          <dd>
            <RelativeTime iso={seen} />
          </dd>
        </div>
        <div>
          <dt>{text.started}</dt>
          <dd>
            <RelativeTime iso={started} />
          </dd>
        </div>
      </dl>
      {running.length > 0 ? <RunningTasks tasks={running} /> : null}
      <Link to="/admin/tasks" search={serialiseSearch({ worker: name })} className={styles.link}>
        {text.history} <span className="visually-hidden">{text.historyOf(name)}</span>
      </Link>
    </li>
  );
}

function WorkerStatus({ worker: { silent, running } }: { worker: Worker }) {
  const text = useMessages("admin").workers;
  if (silent) {
    return (
      <p className={styles.status}>
        <TaskStateIcon state="FAILURE" />
        {text.silent}
      </p>
    );
  }
  return (
    <p className={styles.status}>
      <TaskStateIcon state={running.length > 0 ? "STARTED" : "PENDING"} />
      {running.length > 0 ? text.working : text.idle}
    </p>
  );
}

function RunningTasks({ tasks }: { tasks: Worker["running"] }) {
  const text = useMessages("admin").workers;
  return (
    <div>
      <h4 className={styles.label}>{text.running}</h4>
      <ul>
        {tasks.map(({ id, kind, person, started_at: started }) => (
          <li key={id} className={styles.running}>
            <Link to="/admin/tasks/$taskId" params={{ taskId: id }} className={styles.link}>
              {kindTitle(kind)}
            </Link>
            {person ? <PersonLink person={person} /> : null}
            <span className={styles.label}>
              {text.since} <RelativeTime iso={started} />
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
