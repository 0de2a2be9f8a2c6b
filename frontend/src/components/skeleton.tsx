import styles from "./skeleton.module.css";

/** Grey bars where text will be. Only looks: what is loading is said elsewhere. */
export function Skeleton({ rows }: { rows: number }) {
  return (
    <div className={styles.skeleton} aria-hidden="true">
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} className={styles.bar} />
      ))}
    </div>
  );
}
