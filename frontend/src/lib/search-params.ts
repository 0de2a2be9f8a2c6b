/**
 * What an address may carry after its "?". Anything else in it is ignored: people edit addresses. A parameter
 * that is no good is answered with undefined, not left out: the router would keep what the address says.
 */
export type RawSearch = Readonly<Record<string, unknown>>;

interface LogInSearch {
  /** Where to go afterwards; judged when it is used. */
  next?: string | undefined;
}

/** Of the log-in page. */
export function parseLogInSearch({ next }: RawSearch): LogInSearch {
  return { next: textOf(next) };
}

/** Of a page that judges its parameters itself, once it is loaded: the rules are no part of the first load. */
export function keepRawSearch(search: RawSearch): RawSearch {
  return search;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
