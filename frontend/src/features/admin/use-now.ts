import { useSyncExternalStore } from "react";
import { serverNow } from "../../lib/server-clock";

/** How often relative times are updated. */
const stepMs = 10_000;

const listeners = new Set<() => void>();
let now = serverNow();
let timer: ReturnType<typeof setInterval> | undefined;

/** The current time by the server's clock, updated at intervals. One timer serves the whole page. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    now = serverNow();
    timer = setInterval(step, stepMs);
    // The timers of a hidden page are late.
    document.addEventListener("visibilitychange", step);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", step);
    }
  };
}

function step(): void {
  now = serverNow();
  for (const listener of listeners) {
    listener();
  }
}
