/**
 * The values of this page that could not be stored, because storage is blocked or full. Each has
 * the value that storage had then.
 */
const unsaved: Record<string, { value: string | null; stored: string | null }> = {};

/**
 * Reads a value from local storage. If storage is blocked by privacy settings or full, values are
 * lost with the page and everything still works. A value that another tab stores later counts.
 */
export function readStored(key: string): string | null {
  const stored = readLocalStorage(key);
  const own = unsaved[key];
  return own?.stored === stored ? own.value : stored;
}

function readLocalStorage(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/**
 * Calls the listener when another tab may have changed a value: at once, or when this page comes
 * back from the back/forward cache. Returns a function that ends it.
 */
export function subscribeToStored(key: string, listener: () => void): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  window.addEventListener("storage", (event) => event.key === key && listener(), { signal });
  window.addEventListener("pageshow", (event) => event.persisted && listener(), { signal });
  return () => controller.abort();
}

/** Like `subscribeToStored`. Also calls the listener now, for changes while this page loaded. */
export function followStored(key: string, listener: () => void): () => void {
  listener();
  return subscribeToStored(key, listener);
}

/** Stores a value; null removes it. */
export function writeStored(key: string, value: string | null): void {
  try {
    if (value === null) {
      localStorage.removeItem(key);
    } else {
      localStorage.setItem(key, value);
    }
    delete unsaved[key];
  } catch {
    unsaved[key] = { value, stored: readLocalStorage(key) };
  }
}
