import { perLanguage } from "../i18n/language";
import { serverNow } from "./server-clock";

const exact = perLanguage(
  (locale) => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium" }),
);
const day = perLanguage((locale) => new Intl.DateTimeFormat(locale, { dateStyle: "long" }));
const relative = perLanguage((locale) => new Intl.RelativeTimeFormat(locale, { numeric: "auto" }));
const tenths = perLanguage(
  (locale) => new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
);

/** Milliseconds between two ISO times; null if one of them is missing. */
export function elapsedMs(from: string | null, to: string | null): number | null {
  return from && to ? Math.max(0, Date.parse(to) - Date.parse(from)) : null;
}

/**
 * Formats a duration in units that are the same in every language: "0.4 s", "12 s", "3 min 20 s",
 * "2 h 5 min". The shortest is "0.1 s".
 */
export function formatDuration(ms: number): string {
  if (ms < 9_950) {
    return `${tenths().format(Math.max(ms, 100) / 1000)} s`;
  }
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) {
    return `${seconds} s`;
  }
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  }
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** Formats date and time to the second, in the user's time zone. */
export function formatDateTime(iso: string): string {
  return exact().format(new Date(iso));
}

/** Formats a time relative to now by the server's clock: "3 minutes ago" or "in 3 minutes". */
export function formatRelativeTime(iso: string, now: number = serverNow()): string {
  const seconds = Math.round((Date.parse(iso) - now) / 1000);
  const size = Math.abs(seconds);
  if (size < 60) {
    return relative().format(seconds, "second");
  }
  if (size < 3600) {
    return relative().format(Math.round(seconds / 60), "minute");
  }
  if (size < 86_400) {
    return relative().format(Math.round(seconds / 3600), "hour");
  }
  return relative().format(Math.round(seconds / 86_400), "day");
}

/** Formats a date. */
export function formatDate(iso: string): string {
  return day().format(new Date(iso));
}
