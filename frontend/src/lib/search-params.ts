/**
 * Query parameters of an address. Unknown and invalid parameters are ignored, because people edit
 * addresses. An invalid parameter becomes undefined instead of being left out: otherwise the router
 * would keep its value.
 */
export type RawSearch = Readonly<Record<string, unknown>>;

interface LogInSearch {
  /** Where to go after the log-in; checked when it is used. */
  next?: string | undefined;
}

/** Parses the parameters of the log-in page. */
export function parseLogInSearch({ next }: RawSearch): LogInSearch {
  return { next: textOf(next) };
}

/**
 * For a page that parses its parameters itself after it is loaded, which keeps the parser out of
 * the first load.
 */
export function keepRawSearch(search: RawSearch): RawSearch {
  return search;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
