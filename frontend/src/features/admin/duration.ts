import { getMessages } from "../../i18n/messages";
import { elapsedMs, formatDuration } from "../../lib/time";

/** A span of time in milliseconds; short ones to the millisecond: what is measured is fast. */
export function formatShortDuration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : formatDuration(ms);
}

/** From one ISO time to another; a dash as long as one of them is missing. */
export function formatElapsed(from: string | null, to: string | null): string {
  const ms = elapsedMs(from, to);
  return ms === null ? getMessages("admin").none : formatShortDuration(ms);
}
