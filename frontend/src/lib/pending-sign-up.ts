import { readStored, writeStored } from "./storage";

/**
 * Storage key of the sign-up that was made in this browser and is not confirmed yet.
 *
 * It is used to send a new link after the old one expired. The server takes the id as proof that
 * the link is opened by the person who signed up. So only the sign-up itself stores it, not a visit
 * to the page: anyone can be sent the address of another person's sign-up.
 */
const key = "foyer.sign-up";

/** Returns the id of the unconfirmed sign-up that was made in this browser, or null. */
export function readPendingSignUp(): string | null {
  return readStored(key);
}

/** Stores the id of a new sign-up; null removes it. */
export function storePendingSignUp(id: string | null): void {
  writeStored(key, id);
}
