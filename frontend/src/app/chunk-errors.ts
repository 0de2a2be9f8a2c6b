import type { AnyRouter } from "@tanstack/react-router";
import { reloadPage } from "../lib/reload-page";

/**
 * Loads the next page from the server after a chunk failed to load.
 *
 * The browser does not request a failed style sheet again, and the chunks of a replaced deployment
 * are gone. The reload waits for the next navigation, because the chunk was often only preloaded
 * and a reload would lose what the user typed. There is no reload while offline: it would show no
 * page at all.
 *
 * @returns a function that tells whether a chunk has failed.
 */
export function reloadAfterChunkError(
  router: Pick<AnyRouter, "history" | "subscribe">,
): () => boolean {
  let hasFailed = false;
  window.addEventListener("vite:preloadError", () => {
    hasFailed = true;
  });
  router.subscribe("onBeforeLoad", ({ pathChanged }) => {
    if (hasFailed && pathChanged && navigator.onLine) {
      // The router writes the new address with a delay. Without this, the current page would load
      // again.
      router.history.flush();
      reloadPage();
    }
  });
  return () => hasFailed;
}
