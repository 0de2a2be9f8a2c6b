import { readStored, writeStored } from "./storage";

/**
 * The sign-up that was made in this browser and waits: a link that has expired can be sent anew from here, and
 * the server takes it as a sign that the link is opened by who signed up. So only signing up sets it, never the
 * look at a page: everybody can be sent the address of a stranger's sign-up.
 */
const key = "foyer.sign-up";

/** The id of the sign-up that waits for its confirmation, if it was made in this browser. */
export function readPendingSignUp(): string | null {
  return readStored(key);
}

/** Keeps the id of the sign-up that was just made here, or forgets it when null. */
export function storePendingSignUp(id: string | null): void {
  writeStored(key, id);
}
