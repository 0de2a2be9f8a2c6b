import { useSyncExternalStore } from "react";
import { readStored, writeStored } from "./storage";

/**
 * Storage key of a hint whether this browser probably has a session.
 *
 * The header uses it to choose its links without a request, which would fail with 401 without a
 * session. The session itself is in a cookie that scripts cannot read.
 */
const key = "foyer.signed-in";
const listeners = new Set<() => void>();

/** Stores whether the user is logged in. */
export function setSessionHint(signedIn: boolean): void {
  writeStored(key, signedIn ? "yes" : null);
  for (const listener of listeners) {
    listener();
  }
}

/** Returns the hint once, without a subscription. */
export function hasSessionHint(): boolean {
  return readStored(key) !== null;
}

/** Returns the hint. The component renders again when it changes, in other tabs too. */
export function useSessionHint(): boolean {
  return useSyncExternalStore(subscribe, hasSessionHint);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}
