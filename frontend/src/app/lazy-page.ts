import { lazyRouteComponent } from "@tanstack/react-router";
import { loadMessages } from "../i18n/messages";
import { pageMessages } from "./page-messages";

/** A page that comes when it is needed, together with its texts. */
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
