import { useSyncExternalStore } from "react";
import { readStored, writeStored } from "./storage";

/**
 * Whether this browser has probably got a session: it decides which link the header shows without asking the
 * server (a stranger's question would be answered 401). The session itself is in a cookie no script can read.
 */
const key = "foyer.signed-in";
const listeners = new Set<() => void>();

/** Notes that somebody logged in (true) or that nobody is (false). */
export function setSessionHint(signedIn: boolean): void {
  writeStored(key, signedIn ? "yes" : null);
  for (const listener of listeners) {
    listener();
  }
}

/** The note, without following it. */
export function hasSessionHint(): boolean {
  return readStored(key) !== null;
}

/** The note, followed by the component, in other tabs too. */
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
