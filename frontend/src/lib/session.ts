import { useSyncExternalStore } from "react";
import { recall, remember } from "./remembered";

/**
 * Whether this browser has probably got a session: it decides which link the header shows without asking the
 * server (a stranger's question would be answered 401). The session itself is in a cookie no script can read.
 */
const key = "foyer.signed-in";
const listeners = new Set<() => void>();

/** Notes that somebody logged in (true) or that nobody is (false). */
export function rememberSession(signedIn: boolean): void {
  remember(key, signedIn ? "yes" : null);
  for (const listener of listeners) {
    listener();
  }
}

/** The note, without following it. */
export function seemsSignedIn(): boolean {
  return recall(key) !== null;
}

/** The note, followed by the component, in other tabs too. */
export function useSeemsSignedIn(): boolean {
  return useSyncExternalStore(subscribe, seemsSignedIn);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}
