import { type KeyboardEvent, type PointerEvent, useId, useRef, useState } from "react";
import type { TaskState, TaskStatistics } from "../../../api/generated";
import { useMessages } from "../../../i18n/messages";
import button from "../../../styles/button.module.css";
import { useTimeZone } from "../time-zone";
import styles from "./histogram.module.css";
import { type BarRange, moveRange, timeSpanOf, totalOf } from "./histogram-bars";
import { HistogramPlot } from "./histogram-plot";
import { HistogramTable } from "./histogram-table";
import { axisLabels, describeBars } from "./histogram-texts";
import { Legend } from "./legend";

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
  const last = statistics.bars.length - 1;
  const [range, setRange] = useState<BarRange | null>(null);
  const marked = range && { anchor: Math.min(range.anchor, last), end: Math.min(range.end, last) };
  const current = marked ?? { anchor: last, end: last };
  const maxTotal = Math.max(...statistics.bars.map((bar) => totalOf(bar, shown)), 0);
  const choose = (chosen: BarRange) => {
    setRange(null);
    onChoose(timeSpanOf(statistics, chosen));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = moveRange(event.key, current, last, event.shiftKey);
    if (next) {
      event.preventDefault();
      setRange(next);
    } else if (event.key === "Enter") {
      choose(current);
    } else if (event.key === "Escape") {
      setRange(null);
    }
  };
  const drag = useDrag(statistics.bars.length, setRange, choose);
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
        aria-valuemax={last}
        aria-valuenow={current.end}
        aria-valuetext={describeBars(statistics, current, shown, zone)}
        onKeyDown={onKeyDown}
        {...drag}
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
          <>
            <p className={styles.readout}>{describeBars(statistics, marked, shown, zone)}</p>
            <button type="button" className={button.secondary} onClick={() => choose(marked)}>
              {text.choose}
            </button>
          </>
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

/**
 * Selects bars while the pointer is down. A tap on one bar only shows its numbers; the button below
 * applies the range.
 */
function useDrag(
  bars: number,
  onMark: (run: BarRange | null) => void,
  choose: (run: BarRange) => void,
) {
  const drag = useRef<BarRange | null>(null);
  const barAt = ({ clientX, currentTarget }: PointerEvent<HTMLElement>) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    const share = (clientX - left) / (width || 1);
    return Math.min(Math.max(Math.floor(share * bars), 0), bars - 1);
  };
  return {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      const bar = barAt(event);
      drag.current = { anchor: bar, end: bar };
      event.currentTarget.setPointerCapture(event.pointerId);
      onMark(drag.current);
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (drag.current) {
        drag.current = { ...drag.current, end: barAt(event) };
        onMark(drag.current);
      }
    },
    onPointerUp: () => {
      if (drag.current && drag.current.anchor !== drag.current.end) {
        choose(drag.current);
      }
      drag.current = null;
    },
    // The gesture became a scroll.
    onPointerCancel: () => {
      drag.current = null;
      onMark(null);
    },
  };
}
