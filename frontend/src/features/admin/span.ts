import { messagesOf } from "../../i18n/messages";
import { between, duration } from "../../lib/time";

/** A span of time in milliseconds; short ones to the millisecond: what is measured is fast. */
export function span(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : duration(ms);
}

/** From one ISO time to another; a dash as long as one of them is missing. */
export function spanBetween(from: string | null, to: string | null): string {
  const ms = between(from, to);
  return ms === null ? messagesOf("admin").none : span(ms);
}
