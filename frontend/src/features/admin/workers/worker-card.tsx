import { Link } from "@tanstack/react-router";
import type { Workers } from "../../../api/generated";
import { StateMark } from "../../../components/state-mark";
import { useMessages } from "../../../i18n/messages";
import { relativeTime } from "../../../lib/time";
import { writeSearch } from "../history/task-search";
import { kindTitle } from "../kind-title";
import { Moment } from "../moment";
import { useNow } from "../use-now";
import styles from "./workers.module.css";

type Worker = Workers["workers"][number];

/** One worker: whether it lives, since when, and what it runs now. */
export function WorkerCard({ worker }: { worker: Worker }) {
  const text = useMessages("admin").workers;
  const { name, silent, running, seen_at: seen, started_at: started } = worker;
  const now = useNow();
  return (
    <li className={styles.worker} data-silent={silent}>
      <div className={styles.head}>
        <h3 className={styles.name}>{name}</h3>
        <Standing worker={worker} />
      </div>
      {silent ? <p className={styles.alarm}>{text.silentHint(relativeTime(seen, now))}</p> : null}
      <dl className={styles.times}>
        <div>
          <dt>{text.seen}</dt>
          <dd>
            <Moment iso={seen} />
          </dd>
        </div>
        <div>
          <dt>{text.started}</dt>
          <dd>
            <Moment iso={started} />
          </dd>
        </div>
      </dl>
      {running.length > 0 ? <Running tasks={running} /> : null}
      <Link to="/admin/tasks" search={writeSearch({ worker: name })} className={styles.link}>
        {text.history} <span className="visually-hidden">{text.historyOf(name)}</span>
      </Link>
    </li>
  );
}

function Standing({ worker: { silent, running } }: { worker: Worker }) {
  const text = useMessages("admin").workers;
  if (silent) {
    return (
      <p className={styles.standing}>
        <StateMark state="FAILURE" />
        {text.silent}
      </p>
    );
  }
  return (
    <p className={styles.standing}>
      <StateMark state={running.length > 0 ? "STARTED" : "PENDING"} />
      {running.length > 0 ? text.working : text.idle}
    </p>
  );
}

function Running({ tasks }: { tasks: Worker["running"] }) {
  const text = useMessages("admin").workers;
  return (
    <div>
      <h4 className={styles.label}>{text.running}</h4>
      <ul>
        {tasks.map(({ id, kind, started_at: started }) => (
          <li key={id} className={styles.running}>
            <Link to="/admin/tasks/$taskId" params={{ taskId: id }} className={styles.link}>
              {kindTitle(kind)}
            </Link>
            <span className={styles.label}>
              {text.since} <Moment iso={started} />
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
