import { useMessages } from "../../i18n/messages";
import { formatRelativeTime } from "../../lib/time";
import styles from "./relative-time.module.css";
import { formatInZone, useTimeZone } from "./time-zone";
import { useNow } from "./use-now";

/** A relative time. The exact one is shown on hover and while its row has the focus. */
export function RelativeTime({ iso }: { iso: string }) {
  const [zone] = useTimeZone();
  const exact = formatInZone(iso, zone);
  // The time can be newer than the last step of `useNow`.
  const now = Math.max(useNow(), Math.min(Date.now(), Date.parse(iso)));
  return (
    <time className={styles.time} dateTime={iso} title={exact} data-exact={exact}>
      {formatRelativeTime(iso, now)}
    </time>
  );
}

/** A time to the second, in the chosen time zone. */
export function ExactTime({ iso }: { iso: string | null }) {
  const admin = useMessages("admin");
  const [zone] = useTimeZone();
  const now = useNow();
  return iso ? (
    <time dateTime={iso} title={formatRelativeTime(iso, now)}>
      {formatInZone(iso, zone)}
    </time>
  ) : (
    admin.none
  );
}
