/** The header that tells the API which account the page shows. */
// biome-ignore lint/plugin: the name of a header
const header = "Foyer-User";

let shownId: string | null = null;

/** Stores the id of the account that the page shows; null while it shows none. */
export function setShownAccount(id: string | null): void {
  shownId = id;
}

/** Returns the id of the account that the page shows. */
export function shownAccount(): string | null {
  return shownId;
}

/**
 * Headers of every request. All tabs share the session cookie: after a log-in with another account
 * in another tab, the API refuses the requests of a page that still shows the previous one.
 */
export function shownAccountHeaders(): Readonly<Record<string, string>> {
  return shownId === null ? {} : { [header]: shownId };
}
