import { useLocation, useNavigate } from "@tanstack/react-router";
import { useLayoutEffect } from "react";

declare module "@tanstack/react-router" {
  interface HistoryState {
    /** The secret of a link from a mail. */
    linkToken?: string;
  }
}

/**
 * The token of the link that was opened; "" when there is none. It comes in the fragment, which browsers never
 * send, and leaves the address at once, so that no screenshot, bookmark or shared tab has it; a reload keeps it.
 */
export function useLinkToken(): string {
  const { hash, state } = useLocation();
  const navigate = useNavigate();
  useLayoutEffect(() => {
    if (hash) {
      void navigate({ to: ".", hash: "", state: { linkToken: hash }, replace: true });
    }
  }, [hash, navigate]);
  return hash || (state.linkToken ?? "");
}
