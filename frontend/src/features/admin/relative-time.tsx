import { useMessages } from "../../i18n/messages";
import { serverNow } from "../../lib/server-clock";
import { formatRelativeTime } from "../../lib/time";
import styles from "./relative-time.module.css";
import { formatInZone, useTimeZone } from "./time-zone";
import { useNow } from "./use-now";

/** A relative time. The exact one is shown on hover and while its row has the focus. */
export function RelativeTime({ iso }: { iso: string }) {
  const [zone] = useTimeZone();
  const exact = formatInZone(iso, zone);
  const text = useRelativeTime(iso);
  return (
    <time className={styles.time} dateTime={iso} title={exact} data-exact={exact}>
      {text}
    </time>
  );
}

/** How exactly the server's clock is known. */
const clockToleranceMs = 2_000;

/** Returns the relative time as a text that stays up to date; empty for an empty time. */
export function useRelativeTime(iso: string): string {
  const step = useNow();
  const time = Date.parse(iso);
  // An event can be newer than the last step. What has just happened is not "in 1 second".
  const now = Math.max(step, Math.min(serverNow() + clockToleranceMs, time));
  return Number.isNaN(time) ? "" : formatRelativeTime(iso, now);
}

/** A time to the second, in the chosen time zone. */
export function ExactTime({ iso }: { iso: string | null }) {
  const admin = useMessages("admin");
  const [zone] = useTimeZone();
  const relative = useRelativeTime(iso ?? "");
  return iso ? (
    <time dateTime={iso} title={relative}>
      {formatInZone(iso, zone)}
    </time>
  ) : (
    admin.none
  );
}
