import { shownAccount } from "../api/shown-account";
import { sessionHint } from "../lib/session-hint";
import { reloadPage } from "./reload-page";

/** Session storage key of the message that the reloaded page shows. */
const key = "foyer.account-changed";

/** Reloads a page that shows another account than the one that is logged in. */
export function reloadForOtherAccount(): void {
  try {
    sessionStorage.setItem(key, "yes");
  } catch {
    // Storage is blocked: the page reloads without the message.
  }
  reloadPage();
}

/** Returns whether this page was reloaded for another account, and forgets it. */
export function takeAccountChange(): boolean {
  try {
    const changed = sessionStorage.getItem(key) !== null;
    sessionStorage.removeItem(key);
    return changed;
  } catch {
    return false;
  }
}

/**
 * Follows log-ins and log-outs in other tabs.
 *
 * Storage events reach visible and hidden tabs. A tab that was frozen, or comes from the
 * back/forward cache, gets none; it compares when it is shown again. `onLogOut` is called when the
 * page shows an account and no account is logged in.
 */
export function followAccountInOtherTabs(onLogOut: () => void): void {
  const compare = () => {
    const shown = shownAccount();
    const loggedIn = sessionHint();
    if (shown === null || shown === loggedIn) {
      return;
    }
    if (loggedIn === null) {
      onLogOut();
    } else {
      reloadForOtherAccount();
    }
  };
  window.addEventListener("storage", compare);
  window.addEventListener("pageshow", compare);
  document.addEventListener("visibilitychange", compare);
}
