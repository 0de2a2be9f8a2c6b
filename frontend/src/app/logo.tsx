import { useMessages } from "../i18n/messages";
import styles from "./logo.module.css";

/** The logo and the name of the product. */
export function Logo() {
  const shell = useMessages("shell");
  return (
    <span className={styles.logo}>
      <svg viewBox="0 0 28 32" width="28" height="32" aria-hidden="true">
        <path className={styles.arch} d="M3 30V14a11 11 0 0 1 22 0v16z" />
        <path className={styles.light} d="M7 30V14a7 7 0 0 1 14 0v16z" />
        <path className={styles.door} d="M7 30V14a7 7 0 0 1 5-6.7V32z" />
        <circle className={styles.light} cx="10" cy="19.5" r="0.9" />
      </svg>
      <span>{shell.product}</span>
    </span>
  );
}
