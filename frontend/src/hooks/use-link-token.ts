import { useLocation, useNavigate } from "@tanstack/react-router";
import { useLayoutEffect } from "react";

declare module "@tanstack/react-router" {
  interface HistoryState {
    /** The fragment of a link from a mail: its secret and, in some links, an address. */
    linkToken?: string;
  }
}

/**
 * Returns the token of the link that opened the page, or "", and the address that the link names.
 *
 * The token is in the fragment, which browsers never send to a server. It is removed from the
 * address at once, so that it does not appear in a screenshot, bookmark or shared tab. It is kept
 * in the history state for a reload.
 */
export function useLinkToken(): { token: string; email: string } {
  const { hash, state } = useLocation();
  const navigate = useNavigate();
  useLayoutEffect(() => {
    if (hash) {
      void navigate({ to: ".", hash: "", state: { linkToken: hash }, replace: true });
    }
  }, [hash, navigate]);
  return parse(hash || (state.linkToken ?? ""));
}

/** Some mail clients encode the fragment, too, or add a full stop or a parameter to it. */
function parse(fragment: string): { token: string; email: string } {
  const [, token = "", email = ""] =
    /^([\w-]*)(?:(?:&|%(?:25)*26)email(?:=|%(?:25)*3d)([^&]*))?/i.exec(fragment) ?? [];
  return { token, email: decode(decode(email)) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
