import { recall, remember } from "./remembered";

/**
 * The sign-up this browser waits for, so that a link that has expired can be sent anew from here. It is kept
 * as long as it is of use; the browser's history knows it, too.
 */
const key = "foyer.sign-up";

/** The id of the sign-up that waits for its confirmation, if it was made in this browser. */
export function recallSignUp(): string | null {
  return recall(key);
}

/** Keeps the id of a sign-up that waits, or forgets it when null. */
export function rememberSignUp(id: string | null): void {
  remember(key, id);
}
