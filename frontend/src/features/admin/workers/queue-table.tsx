import { Link } from "@tanstack/react-router";
import { useId } from "react";
import type { Workers } from "../../../api/generated";
import { useMessages } from "../../../i18n/messages";
import { formatNumber } from "../../../lib/numbers";
import panel from "../../../styles/panel.module.css";
import { kindTitle } from "../kind-title";
import { PersonLink } from "../person-link";
import { RelativeTime } from "../relative-time";
import styles from "./workers-page.module.css";

/** The processes that consume each queue, and its waiting tasks. */
export function QueueTable({ queues }: { queues: Workers["queues"] }) {
  const text = useMessages("admin").workers;
  const admin = useMessages("admin");
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <h2 id={id}>{text.queues}</h2>
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
            {queues.map(({ name, processes, waiting, oldest_due_at: due, oldest }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{processes > 0 ? formatNumber(processes) : <b>{text.noProcess}</b>}</td>
                <td>{formatNumber(waiting)}</td>
                <td>
                  {due ? <RelativeTime iso={due} /> : admin.none}
                  {oldest ? (
                    <>
                      <Link
                        to="/admin/tasks/$taskId"
                        params={{ taskId: oldest.id }}
                        className={styles.link}
                      >
                        {kindTitle(oldest.kind)}
                      </Link>
                      {oldest.person ? <PersonLink person={oldest.person} /> : null}
                    </>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <p className={panel.aside}>{text.noQueues}</p>
      )}
    </section>
  );
}
