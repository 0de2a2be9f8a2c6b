import type { TaskState } from "../../../api/generated";
import { useMessages } from "../../../i18n/messages";
import { formatNumber } from "../../../lib/numbers";
import { fillOf } from "./fill-patterns";
import { stackOrder } from "./histogram-bars";
import styles from "./legend.module.css";

interface LegendProps {
  /** The totals of all bars. */
  counts: Readonly<Record<string, number>>;
  shown: readonly TaskState[];
}

/** The legend of the histogram, with the number of tasks in each state. */
export function Legend({ counts, shown }: LegendProps) {
  const admin = useMessages("admin");
  const present = stackOrder.filter((state) => shown.includes(state) && counts[state]);
  return (
    <ul className={styles.legend}>
      {present.reverse().map((state) => (
        <li key={state} className={styles.state}>
          <svg className={styles.sample} aria-hidden="true">
            <rect width="100%" height="100%" rx="2" fill={fillOf(state)} />
          </svg>
          {admin.states[state]} <b>{formatNumber(counts[state] ?? 0)}</b>
        </li>
      ))}
    </ul>
  );
}
