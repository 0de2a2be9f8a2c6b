import { lazyRouteComponent } from "@tanstack/react-router";
import { loadMessages } from "../i18n/messages";
import { pageTexts } from "./page-texts";

/** A page that comes when it is needed, together with its texts. */
export function lazyPage<Module extends object, Name extends keyof Module>(
  page: keyof typeof pageTexts,
  load: () => Promise<Module>,
  name: Name,
) {
  return lazyRouteComponent(async () => {
    const [module] = await Promise.all([load(), loadMessages(...pageTexts[page])]);
    return module;
  }, name);
}
