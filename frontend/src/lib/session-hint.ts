import { useSyncExternalStore } from "react";
import { readStored, writeStored } from "./storage";

/**
 * Storage key of the id of the account that this browser is probably logged in to.
 *
 * The header uses it to choose its links without a request, which would fail with 401 without a
 * session. Other tabs notice a log-in or log-out by it. The session itself is in a cookie that
 * scripts cannot read.
 */
export const sessionHintKey = "foyer.signed-in";
const listeners = new Set<() => void>();

/** Stores the id of the logged-in account; null after a log-out. */
export function setSessionHint(userId: string | null): void {
  if (userId !== sessionHint()) {
    writeStored(sessionHintKey, userId);
  }
  for (const listener of listeners) {
    listener();
  }
}

/** Returns the id of the account that is probably logged in, or null. */
export function sessionHint(): string | null {
  return readStored(sessionHintKey);
}

/** Returns whether a user is probably logged in. Renders again when it changes, in other tabs too. */
export function useSessionHint(): boolean {
  return useSyncExternalStore(subscribe, sessionHint) !== null;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}
