import { useId } from "react";
import type { TaskState, TaskStatistics } from "../../../api/generated";
import { useMessages } from "../../../i18n/messages";
import button from "../../../styles/button.module.css";
import { useTimeZone } from "../time-zone";
import styles from "./histogram.module.css";
import { timeSpanOf, totalOf } from "./histogram-bars";
import { HistogramPlot } from "./histogram-plot";
import { HistogramTable } from "./histogram-table";
import { axisLabels, describeBars } from "./histogram-texts";
import { Legend } from "./legend";
import { useBarRange } from "./use-bar-range";

interface HistogramProps {
  statistics: TaskStatistics;
  /** The states to show. */
  shown: readonly TaskState[];
  onChoose: (time: { from: string | undefined; to: string | undefined }) => void;
}

/**
 * A histogram of tasks by state. The user selects a time range by dragging or with the arrow keys.
 */
export function Histogram({ statistics, shown, onChoose }: HistogramProps) {
  const text = useMessages("admin").history.histogram;
  const hint = useId();
  const [zone] = useTimeZone();
  const { marked, current, choose, handlers } = useBarRange(statistics.bars.length, (range) =>
    onChoose(timeSpanOf(statistics, range)),
  );
  const maxTotal = Math.max(...statistics.bars.map((bar) => totalOf(bar, shown)), 0);
  if (maxTotal === 0) {
    return <p className={styles.empty}>{text.empty}</p>;
  }
  return (
    <div className={styles.histogram}>
      <p className={styles.maxLabel} aria-hidden="true">
        {text.maxTotal(maxTotal)}
      </p>
      <div
        className={styles.plot}
        role="slider"
        tabIndex={0}
        aria-label={text.label}
        aria-describedby={hint}
        aria-valuemin={0}
        aria-valuemax={statistics.bars.length - 1}
        aria-valuenow={current.end}
        aria-valuetext={describeBars(statistics, current, shown, zone)}
        {...handlers}
      >
        <HistogramPlot bars={statistics.bars} shown={shown} maxTotal={maxTotal} marked={marked} />
      </div>
      <p className={styles.axis} aria-hidden="true">
        {axisLabels(statistics, zone).map((time) => (
          <span key={time}>{time}</span>
        ))}
      </p>
      <div className={styles.footer}>
        {marked ? (
          <MarkedBars
            description={describeBars(statistics, marked, shown, zone)}
            onChoose={() => choose(marked)}
          />
        ) : (
          <Legend counts={statistics.counts} shown={shown} />
        )}
        <p id={hint} className={styles.hint} hidden={marked !== null}>
          {text.hint}
        </p>
      </div>
      <HistogramTable statistics={statistics} shown={shown} />
    </div>
  );
}

function MarkedBars({ description, onChoose }: { description: string; onChoose: () => void }) {
  const text = useMessages("admin").history.histogram;
  return (
    <>
      <p className={styles.readout}>{description}</p>
      <button type="button" className={button.secondary} onClick={onChoose}>
        {text.choose}
      </button>
    </>
  );
}
