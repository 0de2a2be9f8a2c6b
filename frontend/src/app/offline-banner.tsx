import { onlineManager } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { useMessages } from "../i18n/messages";
import styles from "./offline-banner.module.css";

/** Shows a message while the browser is offline. */
export function OfflineBanner() {
  const shell = useMessages("shell");
  const online = useSyncExternalStore(
    (listener) => onlineManager.subscribe(listener),
    () => onlineManager.isOnline(),
  );
  return (
    <div role="status" className={styles.place}>
      {online ? null : <p className={styles.banner}>{shell.offline}</p>}
    </div>
  );
}
