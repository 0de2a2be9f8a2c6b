import type { QueryFunctionContext } from "@tanstack/react-query";
import type { CachedResponse, ConditionalResponse } from "./http";
import type { GetPace } from "./polling";

/** For how long the server may hold an answer, in seconds; proxies and browsers bear it. */
const waitSeconds = 20;

/** Who was held for longer than this was held in earnest. */
const minHeldMs = waitSeconds * 500;

/** A held answer that is later than this is lost: the network went away without a word. */
const heldTimeoutMs = (waitSeconds + 10) * 1_000;

/** After a wait that was cut off, how long questions are asked without one: something between bears none. */
const fallbackMs = 60_000;

/** Asks for what differs from what was said last; the server may wait so many seconds for it. */
type Fetch = (
  cached: CachedResponse | null,
  waitSeconds: number,
  signal: AbortSignal,
) => Promise<ConditionalResponse>;

/**
 * Follows one thing: what was said of it last, and how its server keeps us waiting.
 *
 * The server is asked to hold its answer until something changes (`Prefer: wait`). Where it does, the next
 * question may come at once; where answers come back early with nothing new, or the wait is cut off, it is plain
 * polling (see polling.ts).
 */
function createLongPoll() {
  let cached: CachedResponse | null = null;
  let earlyCount = 1;
  let pollUntil = 0;

  const canWait = () => cached?.tag != null && Date.now() >= pollUntil;

  function countEarly(isChanged: boolean, isWaitingWorthwhile: boolean) {
    earlyCount = isChanged ? Number(!isWaitingWorthwhile) : earlyCount + 1;
  }

  async function fetchNow(fetch: Fetch, signal: AbortSignal) {
    const response = await fetch(cached, 0, signal);
    cached = response;
    countEarly(response.changed, canWait());
  }

  async function wait(fetch: Fetch, signal: AbortSignal) {
    const startedAt = Date.now();
    const hidden = new AbortController();
    try {
      const response = await fetch(cached, waitSeconds, waitSignal(signal, hidden));
      cached = response;
      countEarly(response.changed || Date.now() - startedAt > minHeldMs, response.heldByServer);
    } catch (error) {
      if (hidden.signal.aborted) {
        earlyCount = 1;
      } else {
        pollUntil = signal.aborted ? 0 : Date.now() + fallbackMs;
        throw error;
      }
    }
  }

  /** Asks once more. A wait ends with `signal`, and when nobody sees the page any more. */
  async function next(fetch: Fetch, mayWait: boolean, signal: AbortSignal): Promise<unknown> {
    await (mayWait && canWait() ? wait : fetchNow)(fetch, signal);
    return cached?.body;
  }

  return { next, earlyCount: () => earlyCount };
}

/** What ends a wait. */
function waitSignal(signal: AbortSignal, hidden: AbortController): AbortSignal {
  const ends = AbortSignal.any([signal, hidden.signal, AbortSignal.timeout(heldTimeoutMs)]);
  const abortWhenHidden = () => document.visibilityState === "hidden" && hidden.abort();
  document.addEventListener("visibilitychange", abortWhenHidden, { signal: ends });
  return ends;
}

/** Each query's, forgotten together with it. */
const longPolls = new WeakMap<object, ReturnType<typeof createLongPoll>>();

/** Asks once more after what a query is about. It waits where something can change by itself. */
export async function longPollFetch<Answer extends object>(
  { client, queryKey, signal }: QueryFunctionContext,
  getPace: GetPace<Answer>,
  fetch: Fetch,
): Promise<Answer> {
  const query = client.getQueryCache().find<Answer>({ queryKey });
  const longPoll = (query && longPolls.get(query)) ?? createLongPoll();
  if (query) {
    longPolls.set(query, longPoll);
  }
  // What was invalidated is awaited by who did it: as it is now, not as it will be.
  const { data, isInvalidated } = query?.state ?? {};
  const canChange = data !== undefined && !isInvalidated && getPace(data) !== null;
  const mayWait = canChange && document.visibilityState === "visible";
  return (await longPoll.next(fetch, mayWait, signal)) as Answer;
}

/** How many answers in a row came early with nothing new; 0: the next question may come at once. */
export function earlyResponses(query: object): number {
  return longPolls.get(query)?.earlyCount() ?? 1;
}
