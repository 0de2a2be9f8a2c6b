import type { TaskState } from "../../../api/generated";
import { type Bar, partsOf, type Run } from "./bars";
import { Patterns, patternOf } from "./patterns";
import styles from "./plot.module.css";

interface PlotProps {
  bars: readonly Bar[];
  shown: readonly TaskState[];
  /** How many the highest bar has. */
  most: number;
  marked: Run | null;
}

/** In pixels; across, all is in shares of the width. */
const height = 132;

/** Of a bar's place, how much the bar fills. */
const fill = 0.78;

/** The bars themselves, for the eye only. */
export function Plot({ bars, shown, most, marked }: PlotProps) {
  const place = 100 / bars.length;
  return (
    <svg className={styles.plot} height={height} aria-hidden="true">
      <Patterns />
      {marked ? <Marked run={marked} place={place} /> : null}
      {bars.map((bar, index) => (
        <g key={bar.began_at}>
          {partsOf(bar, shown, most, height).map(({ state, y, height: high }) => (
            <rect
              key={state}
              data-state={state}
              fill={patternOf(state)}
              x={`${(index + (1 - fill) / 2) * place}%`}
              width={`${fill * place}%`}
              y={y}
              height={high}
            />
          ))}
        </g>
      ))}
      <line className={styles.ground} x1="0" x2="100%" y1={height - 0.5} y2={height - 0.5} />
    </svg>
  );
}

function Marked({ run: { anchor, end }, place }: { run: Run; place: number }) {
  const first = Math.min(anchor, end);
  return (
    <rect
      className={styles.marked}
      x={`${first * place}%`}
      width={`${(Math.abs(anchor - end) + 1) * place}%`}
      y="0"
      height={height}
    />
  );
}
