import { useMessages } from "../i18n/messages";
import styles from "./error-reference.module.css";

/** What an administrator can search for; nothing when there is none. */
export function ErrorReference({ value }: { value: string | null | undefined }) {
  const shell = useMessages("shell");
  return value ? (
    <p className={styles.reference}>
      {shell.reference}: <code>{value}</code>
    </p>
  ) : null;
}
