import { useLanguage } from "../../i18n/language";
import { exactTime, relativeTime } from "../../lib/time";

/** A time as people say it, with the exact one on hover; or the exact one, spelt out. */
export function Timestamp({ iso, exact = false }: { iso: string; exact?: boolean }) {
  useLanguage();
  return (
    <time dateTime={iso} title={exactTime(iso)}>
      {exact ? exactTime(iso) : relativeTime(iso)}
    </time>
  );
}
