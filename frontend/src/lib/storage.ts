/**
 * Small things kept in this browser. Where storage is forbidden (strict privacy settings) they are forgotten
 * with the page, and everything still works.
 */
export function readStored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Keeps a value, or forgets it when null. */
export function writeStored(key: string, value: string | null): void {
  try {
    if (value === null) {
      localStorage.removeItem(key);
    } else {
      localStorage.setItem(key, value);
    }
  } catch {
    // Forbidden or full: what was to be kept is a convenience.
  }
}
