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

const container = document.getElementById("root");
if (!container) {
  throw new Error("index.html has no element with the id root");
}
// Otherwise index.html shows that the browser is too old.
if (document.documentElement.dataset.outdated === undefined) {
  // Not awaited here: a page's chunk imports this one, and would wait for it.
  void start(container);
}

/** Takes over the page that was rendered at build time, or renders the page of the address. */
async function start(container: HTMLElement): Promise<void> {
  await loadMessages("shell");
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

/** Loads the page of the address. Returns whether it is the page of this path. */
async function isLoaded(path: string): Promise<boolean> {
  await router.load();
  const { location, matches } = router.state;
  return location.pathname === path && matches.every(({ status }) => status === "success");
}
