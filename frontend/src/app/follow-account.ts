import { shownAccount } from "../api/shown-account";
import { reloadForOtherAccount } from "../lib/account-change";
import { reloadPage } from "../lib/reload-page";
import { sessionHint } from "../lib/session-hint";

let isFollowing = false;

/**
 * Follows log-ins and log-outs in other tabs; further calls have no effect.
 *
 * Storage events reach visible and hidden tabs. A tab that was frozen, or comes from the
 * back/forward cache, gets none; it compares when it is shown again. After a log-out, the reloaded
 * page leads to the log-in.
 */
export function followAccountInOtherTabs(): void {
  if (isFollowing) {
    return;
  }
  isFollowing = true;
  window.addEventListener("storage", compare);
  window.addEventListener("pageshow", compare);
  document.addEventListener("visibilitychange", compare);
}

function compare(): void {
  const shown = shownAccount();
  const loggedIn = sessionHint();
  if (shown === null || shown === loggedIn) {
    return;
  }
  if (loggedIn === null) {
    reloadPage();
  } else {
    reloadForOtherAccount();
  }
}
