import type { TaskState } from "../../../api/generated";
import { FillPatterns, fillOf } from "./fill-patterns";
import { type Bar, type BarRange, barSegments } from "./histogram-bars";
import styles from "./histogram-plot.module.css";

interface HistogramPlotProps {
  bars: readonly Bar[];
  shown: readonly TaskState[];
  /** The number of tasks in the highest bar. */
  maxTotal: number;
  marked: BarRange | null;
}

/** In pixels. Horizontal lengths are shares of the width. */
const height = 132;

/** The share of its slot that a bar fills. */
const barShare = 0.78;

/** Draws the bars. Hidden from screen readers. */
export function HistogramPlot({ bars, shown, maxTotal, marked }: HistogramPlotProps) {
  const slotWidth = 100 / bars.length;
  return (
    <svg className={styles.plot} height={height} aria-hidden="true">
      <FillPatterns />
      {marked ? <MarkedRange range={marked} slotWidth={slotWidth} /> : null}
      {bars.map((bar, index) => (
        <g key={bar.began_at}>
          {barSegments(bar, shown, maxTotal, height).map(({ state, y, height: segmentHeight }) => (
            <rect
              key={state}
              data-state={state}
              fill={fillOf(state)}
              x={`${(index + (1 - barShare) / 2) * slotWidth}%`}
              width={`${barShare * slotWidth}%`}
              y={y}
              height={segmentHeight}
            />
          ))}
        </g>
      ))}
      <line className={styles.ground} x1="0" x2="100%" y1={height - 0.5} y2={height - 0.5} />
    </svg>
  );
}

function MarkedRange({
  range: { anchor, end },
  slotWidth,
}: {
  range: BarRange;
  slotWidth: number;
}) {
  const first = Math.min(anchor, end);
  return (
    <rect
      className={styles.marked}
      x={`${first * slotWidth}%`}
      width={`${(Math.abs(anchor - end) + 1) * slotWidth}%`}
      y="0"
      height={height}
    />
  );
}
