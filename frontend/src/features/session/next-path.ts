/**
 * Returns the path to open after the log-in, or null if it is not on this site.
 *
 * The parsed origin decides, because browsers take "//evil.example" and "/\evil.example" for other
 * sites. The path of "/.//evil.example" is on this site, but would lead to another site when it is
 * parsed again.
 */
export function safeNextPath(next: string | undefined): string | null {
  if (!next?.startsWith("/") || !URL.canParse(next, window.location.origin)) {
    return null;
  }
  const url = new URL(next, window.location.origin);
  const staysHere = url.origin === window.location.origin && !url.pathname.startsWith("//");
  return staysHere ? `${url.pathname}${url.search}${url.hash}` : null;
}

/** Whether the path is served by another application, so that it needs a page load. */
export function isOutsideApp(path: string): boolean {
  return /^\/(flower|api)([/?#]|$)/.test(path);
}
