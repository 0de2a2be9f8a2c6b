import { lazyRouteComponent } from "@tanstack/react-router";
import { type Area, loadMessages } from "./messages";

/** A page that comes when it is needed, together with the texts of its areas. */
export function lazyPage<Module extends object, Name extends keyof Module>(
  load: () => Promise<Module>,
  name: Name,
  ...areas: Area[]
) {
  return lazyRouteComponent(async () => {
    const [module] = await Promise.all([load(), loadMessages(...areas)]);
    return module;
  }, name);
}
