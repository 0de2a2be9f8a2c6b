/** A smaller difference comes from the network and from the whole seconds of the header. */
const toleranceMs = 1_500;

let offsetMs = 0;

/**
 * Compares this device's clock with the server's, by the Date header of a response that has just
 * arrived.
 */
export function readServerClock(response: Response): void {
  const sentAt = Date.parse(response.headers.get("date") ?? "");
  const measuredMs = sentAt + 500 - Date.now();
  offsetMs = Math.abs(measuredMs) > toleranceMs ? measuredMs : 0;
}

/** The current time by the server's clock, in milliseconds. This device's clock may be wrong. */
export function serverNow(): number {
  return Date.now() + offsetMs;
}
