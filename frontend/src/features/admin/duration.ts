import { getMessages } from "../../i18n/messages";
import { elapsedMs, formatDuration } from "../../lib/time";

/** Formats a duration in milliseconds; below a second to the millisecond. */
export function formatShortDuration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : formatDuration(ms);
}

/** Formats the time between two ISO times; a dash if one of them is missing. */
export function formatElapsed(from: string | null, to: string | null): string {
  const ms = elapsedMs(from, to);
  return ms === null ? getMessages("admin").none : formatShortDuration(ms);
}
