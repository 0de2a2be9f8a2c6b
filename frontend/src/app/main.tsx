import "../styles/tokens.css";
import "../styles/base.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { loadMessages } from "../i18n/messages";
import { reloadAfterChunkError } from "./chunk-errors";
import { createQueryClient } from "./query-client";
import { installReplaceableTexts } from "./replaceable-texts";
import { createAppRouter } from "./router";

installReplaceableTexts();

const queryClient = createQueryClient(() => void router.invalidate());
const router = createAppRouter(queryClient);
reloadAfterChunkError(router);

const container = document.getElementById("root");
if (!container) {
  throw new Error("index.html has no element with the id root");
}
// Otherwise index.html shows that the browser is too old.
if (document.documentElement.dataset.outdated === undefined) {
  await loadMessages("shell");
  createRoot(container).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}
