import type { TaskState, TaskStatistics } from "../../../api/generated";
import { useMessages } from "../../../i18n/messages";
import { formatNumber } from "../../../lib/numbers";
import { formatInZone, useTimeZone } from "../time-zone";
import { totalOf } from "./histogram-bars";
import styles from "./histogram-table.module.css";

interface HistogramTableProps {
  statistics: TaskStatistics;
  shown: readonly TaskState[];
}

/** The numbers of the histogram as a table, without empty bars. */
export function HistogramTable({ statistics: { bars, counts }, shown }: HistogramTableProps) {
  const text = useMessages("admin").history.histogram;
  const admin = useMessages("admin");
  const [zone] = useTimeZone();
  const columns = shown.filter((state) => counts[state]);
  return (
    <details className={styles.details}>
      <summary>{text.table}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
      <section className={styles.scroll} aria-label={text.label} tabIndex={0}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{text.began}</th>
              {columns.map((state) => (
                <th key={state} scope="col">
                  {admin.states[state]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {bars
              .filter((bar) => totalOf(bar, shown) > 0)
              .map((bar) => (
                <tr key={bar.began_at}>
                  <th scope="row">{formatInZone(bar.began_at, zone, "dayAndTime")}</th>
                  {columns.map((state) => (
                    <td key={state}>{formatNumber(bar.counts[state] ?? 0)}</td>
                  ))}
                </tr>
              ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
