import { createMemoryHistory } from "@tanstack/react-router";
import { renderToString } from "react-dom/server";
import { type Language, startIn } from "../i18n/language";
import { getMessages, loadMessages } from "../i18n/messages";
import { App } from "./app";
import { createQueryClient } from "./query-client";
import { installReplaceableTexts } from "./replaceable-texts";
import { createAppRouter } from "./router";

interface RenderedPage {
  /** The title of the tab. */
  title: string;
  html: string;
}

/** The pages that are rendered at build time: their path, and their title. */
const titles: Readonly<Record<string, () => string>> = {
  "/sign-up": () => getMessages("shell").signUp.title,
  "/log-in": () => getMessages("entry").logIn.title,
};

export const renderedPaths = Object.keys(titles);

installReplaceableTexts();

/** Renders a page as a visitor without a session sees it. prerender.ts calls it after the build. */
export async function renderPage(path: string, language: Language): Promise<RenderedPage> {
  startIn(language);
  await loadMessages("shell");
  const queryClient = createQueryClient(() => undefined);
  const router = createAppRouter(queryClient, createMemoryHistory({ initialEntries: [path] }));
  await router.load();
  const html = renderToString(<App queryClient={queryClient} router={router} />);
  const title = `${titles[path]?.()} · ${getMessages("shell").product}`;
  return { title, html };
}
