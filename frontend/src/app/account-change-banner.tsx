import { useState } from "react";
import { useMessages } from "../i18n/messages";
import { takeAccountChange } from "./account-change";
import styles from "./offline-banner.module.css";

/** Explains a page that was reloaded because another account is logged in. */
export function AccountChangeBanner() {
  const shell = useMessages("shell");
  const [changed] = useState(takeAccountChange);
  return changed ? (
    <p role="alert" className={styles.banner}>
      {shell.accountChanged}
    </p>
  ) : null;
}
