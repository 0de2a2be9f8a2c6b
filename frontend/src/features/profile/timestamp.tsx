import { useLanguage } from "../../i18n/language";
import { formatDateTime, formatRelativeTime } from "../../lib/time";

/** A time as people say it, with the exact one on hover; or the exact one, spelt out. */
export function Timestamp({ iso, exact = false }: { iso: string; exact?: boolean }) {
  useLanguage();
  return (
    <time dateTime={iso} title={formatDateTime(iso)}>
      {exact ? formatDateTime(iso) : formatRelativeTime(iso)}
    </time>
  );
}
