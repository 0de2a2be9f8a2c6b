import { useMessages } from "../../i18n/messages";
import { relativeTime } from "../../lib/time";
import { clockTime, useZone } from "./clock";
import styles from "./moment.module.css";
import { useNow } from "./use-now";

/** A time as people say it; the exact one shows on hover, and while its row has the focus. */
export function Moment({ iso }: { iso: string }) {
  const [zone] = useZone();
  const exact = clockTime(iso, zone);
  // An answer may be younger than the last step of the page's clock.
  const now = Math.max(useNow(), Math.min(Date.now(), Date.parse(iso)));
  return (
    <time className={styles.moment} dateTime={iso} title={exact} data-exact={exact}>
      {relativeTime(iso, now)}
    </time>
  );
}

/** A time to the second, by the chosen clock. */
export function ExactMoment({ iso }: { iso: string | null }) {
  const admin = useMessages("admin");
  const [zone] = useZone();
  const now = useNow();
  return iso ? (
    <time dateTime={iso} title={relativeTime(iso, now)}>
      {clockTime(iso, zone)}
    </time>
  ) : (
    admin.none
  );
}
