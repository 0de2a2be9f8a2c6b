import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { render } from "@testing-library/preact";
import { userEvent } from "@testing-library/user-event";
import { createQueryClient } from "../app/query-client";
import { createAppRouter } from "../app/router";

/** Opens the whole app at an address. Returns a simulated user and the router. */
export function openApp(address: string) {
  window.history.replaceState(null, "", address);
  const queryClient = createQueryClient(() => void router.invalidate());
  const router = createAppRouter(queryClient);
  render(
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
  return { user: userEvent.setup(), router };
}

/** Clicks twice without a render in between. */
export function doubleClick(element: HTMLElement): void {
  element.click();
  element.click();
}
