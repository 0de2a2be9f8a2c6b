import { useLanguage } from "../../i18n/language";
import { formatDateTime, formatRelativeTime } from "../../lib/time";

/** A relative time, with the exact one on hover. */
export function Timestamp({ iso, exact = false }: { iso: string; exact?: boolean }) {
  useLanguage();
  return (
    <time dateTime={iso} title={formatDateTime(iso)}>
      {exact ? formatDateTime(iso) : formatRelativeTime(iso)}
    </time>
  );
}
