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
