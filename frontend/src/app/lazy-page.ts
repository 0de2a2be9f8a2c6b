import { lazyRouteComponent } from "@tanstack/react-router";
import { loadMessages } from "../i18n/messages";
import { pageMessages } from "./page-messages";

/** Creates a route component that loads a page and its texts when they are needed. */
export function lazyPage<Module extends object, Name extends keyof Module>(
  page: keyof typeof pageMessages,
  load: () => Promise<Module>,
  name: Name,
) {
  return lazyRouteComponent(async () => {
    const [module] = await Promise.all([load(), loadMessages(...pageMessages[page])]);
    return module;
  }, name);
}
