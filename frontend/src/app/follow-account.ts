import type { QueryClient } from "@tanstack/react-query";
import { draftKey } from "../api/query-keys";
import { shownAccount } from "../api/shown-account";
import { reloadForOtherAccount } from "../lib/account-change";
import { reloadPage } from "../lib/reload-page";
import { sessionHint } from "../lib/session-hint";

let stopListening: () => void = () => undefined;

/**
 * Follows log-ins and log-outs in other tabs while the page shows an account: the page is loaded
 * again. After a log-out, it leads to the log-in.
 *
 * The returned function must be called when the page shows no account any more. From then on, a
 * log-in in another tab only clears the account from the cache: a reload would lose the password and
 * the picture of a sign-up form.
 */
export function followAccountInOtherTabs(queryClient: QueryClient): () => void {
  stopListening();
  stopListening = listen((loggedIn) => (loggedIn ? reloadForOtherAccount() : reloadPage()));
  return () => {
    stopListening();
    stopListening = listen(() => forgetAccount(queryClient));
  };
}

/**
 * Calls the listener when another account than the cached one is logged in, or none. Returns a
 * function that ends it.
 *
 * Storage events reach visible and hidden tabs. A tab that was frozen, or comes from the
 * back/forward cache, gets none; it compares when it is shown again.
 */
function listen(onChange: (loggedIn: string | null) => void): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  const compare = () => {
    const shown = shownAccount();
    const loggedIn = sessionHint();
    if (shown !== null && shown !== loggedIn) {
      onChange(loggedIn);
    }
  };
  window.addEventListener("storage", compare, { signal });
  window.addEventListener("pageshow", compare, { signal });
  document.addEventListener("visibilitychange", compare, { signal });
  // The account may have changed since the page asked for it.
  compare();
  return () => controller.abort();
}

/** Removes what belongs to the account. The picture of a sign-up form stays. */
function forgetAccount(queryClient: QueryClient): void {
  queryClient.removeQueries({
    type: "inactive",
    predicate: ({ queryKey }) => queryKey[0] !== draftKey[0],
  });
}
