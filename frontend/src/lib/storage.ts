/**
 * Reads a value from local storage. If storage is blocked by privacy settings, values are lost with
 * the page and everything still works.
 */
export function readStored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Stores a value; null removes it. */
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
