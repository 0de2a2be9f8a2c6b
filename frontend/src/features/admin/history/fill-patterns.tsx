import type { TaskState } from "../../../api/generated";
import styles from "./fill-patterns.module.css";

/** The pattern of each state: states differ by more than the colour. Side of a tile in pixels. */
const tiles: Readonly<Record<TaskState, { side: number; path: string }>> = {
  SUCCESS: { side: 4, path: "" },
  FAILURE: { side: 5, path: "M-1 6 6-1M-1 1 1-1M4 6 6 4" },
  RETRY: { side: 5, path: "M0 1.25h5" },
  REVOKED: { side: 5, path: "M0 2.5h5M2.5 0v5" },
  PENDING: { side: 5, path: "M2.5 2.5h.01" },
  STARTED: { side: 4, path: "M1 0v4" },
};

/** Defines the fill patterns of the bars. */
export function FillPatterns() {
  return (
    <defs>
      {Object.entries(tiles).map(([state, { side, path }]) => (
        <pattern
          key={state}
          id={idOf(state)}
          className={styles.tile}
          data-state={state}
          width={side}
          height={side}
          patternUnits="userSpaceOnUse"
        >
          <rect width={side} height={side} />
          <path d={path} />
        </pattern>
      ))}
    </defs>
  );
}

/** Returns the fill of a state. */
export function fillOf(state: TaskState): string {
  return `url(#${idOf(state)})`;
}

function idOf(state: string): string {
  return `bar-${state}`;
}
