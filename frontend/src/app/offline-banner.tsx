import { onlineManager } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { useMessages } from "../i18n/messages";
import styles from "./offline-banner.module.css";

/** Says that the network is away, as long as it is. */
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
