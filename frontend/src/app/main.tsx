import "../styles/tokens.css";
import "../styles/base.css";
import { createRoot, hydrateRoot } from "react-dom/client";
import { loadMessages } from "../i18n/messages";
import { collectEarlyInput, replayEarlyInput } from "../lib/early-input";
import { App } from "./app";
import { reloadAfterChunkError } from "./chunk-errors";
import { createQueryClient } from "./query-client";
import { installReplaceableTexts } from "./replaceable-texts";
import { createAppRouter } from "./router";

installReplaceableTexts();

const queryClient = createQueryClient(() => void router.invalidate());
const router = createAppRouter(queryClient);
const hasLostChunk = reloadAfterChunkError(router);

// Otherwise index.html shows that the browser is too old.
if (document.documentElement.dataset.outdated === undefined) {
  // Not awaited here: a page's chunk imports this one, and would wait for it.
  void start();
}

/** Takes over the page that was rendered at build time, or renders the page of the address. */
async function start(): Promise<void> {
  await Promise.all([loadMessages("shell"), waitForWholePage()]);
  const container = document.getElementById("root");
  if (!container) {
    throw new Error("index.html has no element with the id root");
  }
  const { dataset } = document.documentElement;
  const app = <App queryClient={queryClient} router={router} />;
  const rendered = dataset.stale === undefined && dataset.rendered;
  const takesOver = rendered && (await isLoaded(rendered));
  if (hasLostChunk()) {
    return; // public/load-again.js loads the page again, with what was typed
  }
  if (takesOver) {
    collectEarlyInput(container, rendered.slice(1));
    hydrateRoot(container, app);
  } else {
    container.replaceChildren();
    createRoot(container).render(app);
  }
  document.querySelector(".lost")?.remove();
  for (const name of ["loading", "rendered", "stale", "lost"]) {
    delete dataset[name];
  }
  replayEarlyInput(container);
}

/**
 * Waits until the browser has read the whole page. The script may run before: it is in the cache
 * while the page arrives slowly. The browser would then add the rest of the page to the app's.
 */
function waitForWholePage(): Promise<void> {
  return new Promise((resolve) => {
    if (document.readyState === "loading") {
      document.addEventListener("DOMContentLoaded", () => resolve(), { once: true });
    } else {
      resolve();
    }
  });
}

/** Loads the page of the address. Returns whether it is the page of this path. */
async function isLoaded(path: string): Promise<boolean> {
  await router.load();
  const { location, matches } = router.state;
  return location.pathname === path && matches.every(({ status }) => status === "success");
}
