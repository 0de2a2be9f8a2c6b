import { useId } from "react";
import type { Workers } from "../../../api/generated";
import { useMessages } from "../../../i18n/messages";
import { formatNumber } from "../../../lib/numbers";
import panel from "../../../styles/panel.module.css";
import { RelativeTime } from "../relative-time";
import styles from "./workers-page.module.css";

/** The number of waiting tasks in each queue. */
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
              <th scope="col">{text.waiting}</th>
              <th scope="col">{text.oldest}</th>
            </tr>
          </thead>
          <tbody>
            {queues.map(({ name, waiting, oldest_due_at: oldest }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{formatNumber(waiting)}</td>
                <td>{oldest ? <RelativeTime iso={oldest} /> : admin.none}</td>
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
