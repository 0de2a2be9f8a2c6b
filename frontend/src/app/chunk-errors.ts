import type { AnyRouter } from "@tanstack/react-router";
import { reloadPage } from "./reload-page";

/**
 * Once a part of the app could not be fetched, the next page is loaded whole. Its style sheet would not be
 * asked for a second time, and a part of a replaced deployment does not come back. Not at once: often the part
 * was only fetched ahead, and a reload would cost what is typed on this page. Not offline: nothing would come.
 */
export function reloadAfterChunkError(router: Pick<AnyRouter, "history" | "subscribe">): void {
  let hasFailed = false;
  window.addEventListener("vite:preloadError", () => {
    hasFailed = true;
  });
  router.subscribe("onBeforeLoad", ({ pathChanged }) => {
    if (hasFailed && pathChanged && navigator.onLine) {
      // The router writes the new address a moment later; this page would come again.
      router.history.flush();
      reloadPage();
    }
  });
}
