/**
 * Where to go after logging in: a path on this site, or null for anything else. "//evil.example" and
 * "/\evil.example" are other sites to a browser, so the parsed origin decides, not the first character; and
 * "/.//evil.example" is on this site, but its path taken as an address again would not be.
 */
export function safeNextPath(next: string | undefined): string | null {
  if (!next?.startsWith("/") || !URL.canParse(next, window.location.origin)) {
    return null;
  }
  const url = new URL(next, window.location.origin);
  const staysHere = url.origin === window.location.origin && !url.pathname.startsWith("//");
  return staysHere ? `${url.pathname}${url.search}${url.hash}` : null;
}

/** Whether the path is served by something else than this app, so that it takes a real page load. */
export function isOutsideApp(path: string): boolean {
  return /^\/(flower|api)([/?#]|$)/.test(path);
}
