import { render } from "@testing-library/preact";
import { userEvent } from "@testing-library/user-event";
import { App } from "../app/app";
import { createQueryClient } from "../app/query-client";
import { createAppRouter } from "../app/router";

/** Opens the whole app at an address. Returns a simulated user and the router. */
export function openApp(address: string) {
  window.history.replaceState(null, "", address);
  const queryClient = createQueryClient(() => void router.invalidate());
  const router = createAppRouter(queryClient);
  render(<App queryClient={queryClient} router={router} />);
  return { user: userEvent.setup(), router };
}

/** Clicks twice without a render in between. */
export function doubleClick(element: HTMLElement): void {
  element.click();
  element.click();
}
