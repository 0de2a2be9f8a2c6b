import { useMessages } from "../i18n/messages";
import styles from "./error-reference.module.css";

/** Shows the reference that an administrator can search for, if there is one. */
export function ErrorReference({ value }: { value: string | null | undefined }) {
  const shell = useMessages("shell");
  return value ? (
    <p className={styles.reference}>
      {shell.reference}: <code>{value}</code>
    </p>
  ) : null;
}
