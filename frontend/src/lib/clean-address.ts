/** Spaces and invisible characters; the server removes the same around an address. */
const invisible = /^[\s\p{Cf}\u180e]+|[\s\p{Cf}\u180e]+$/gu;

/** Returns an address without the invisible characters that come with a copy from elsewhere. */
export function cleanAddress(typed: string): string {
  return typed.replace(invisible, "");
}
