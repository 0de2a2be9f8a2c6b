import { useId } from "react";
import type { Workers } from "../../../api/generated";
import { useMessages } from "../../../i18n/messages";
import { amount } from "../../../lib/numbers";
import panel from "../../../styles/panel.module.css";
import { Moment } from "../moment";
import styles from "./workers.module.css";

/** What waits, queue by queue. */
export function Queues({ queues }: { queues: Workers["queues"] }) {
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
                <td>{amount(waiting)}</td>
                <td>{oldest ? <Moment iso={oldest} /> : admin.none}</td>
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
