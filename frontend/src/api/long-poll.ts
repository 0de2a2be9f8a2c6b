import type { QueryFunctionContext } from "@tanstack/react-query";
import type { CachedResponse, Condition, ConditionalResponse } from "./http";
import type { GetPace } from "./polling";
import { inWaitSlot } from "./wait-slots";

/** How long the server may hold a response, in seconds. Proxies and browsers allow more. */
const waitSeconds = 20;

/** A response that took at least this long counts as held by the server. */
const minHeldMs = waitSeconds * 500;

/** A held response that takes longer is lost: the connection broke without an error. */
const heldTimeoutMs = (waitSeconds + 10) * 1_000;

/** How long to poll without waiting after a wait was cut off: a proxy may not allow long requests. */
const fallbackMs = 60_000;

type Fetch<T> = (condition: Condition<T>) => Promise<ConditionalResponse<T>>;

/**
 * Long polling of one resource: keeps the last response and how the server treats waits.
 *
 * Each request asks the server to hold the response until something changes (`Prefer: wait`). If the server does
 * so, the next request can follow at once. If responses come back early and unchanged, or a wait is cut off, the
 * page polls at intervals instead (see polling.ts). It does the same while enough other tabs wait.
 */
function createLongPoll<T>() {
  let cached: CachedResponse<T> | null = null;
  let earlyCount = 1;
  let pollUntil = 0;

  const canWait = () => cached?.etag != null && performance.now() >= pollUntil;

  function countEarly(isOnTime: boolean, canWaitNext: boolean) {
    earlyCount = isOnTime ? Number(!canWaitNext) : earlyCount + 1;
  }

  async function fetchNow(fetch: Fetch<T>, signal: AbortSignal): Promise<T> {
    const response = await fetch({ cached, waitSeconds: 0, signal });
    cached = response;
    countEarly(response.changed, canWait());
    return response.body;
  }

  async function fetchHeld(fetch: Fetch<T>, last: CachedResponse<T>, signal: AbortSignal) {
    const startedAt = performance.now();
    const hidden = new AbortController();
    try {
      const end = waitSignal(signal, hidden);
      const response = await fetch({ cached: last, waitSeconds, signal: end });
      cached = response;
      countEarly(
        response.changed || performance.now() - startedAt > minHeldMs,
        response.waitApplied,
      );
      return response.body;
    } catch (error) {
      if (hidden.signal.aborted) {
        earlyCount = 1;
        return last.body;
      }
      pollUntil = signal.aborted ? 0 : performance.now() + fallbackMs;
      throw error;
    }
  }

  /** Sends the next request. A wait ends with `signal`, and when the page is hidden. */
  async function next(fetch: Fetch<T>, mayWait: boolean, signal: AbortSignal): Promise<T> {
    const last = cached;
    const held =
      last && mayWait && canWait() ? await inWaitSlot(() => fetchHeld(fetch, last, signal)) : null;
    return held ? held.value : fetchNow(fetch, signal);
  }

  return { next, earlyCount: () => earlyCount };
}

type LongPoll<T> = ReturnType<typeof createLongPoll<T>>;

/** Aborts a wait with the query, when the page is hidden, and after a timeout. */
function waitSignal(signal: AbortSignal, hidden: AbortController): AbortSignal {
  const end = AbortSignal.any([signal, hidden.signal, AbortSignal.timeout(heldTimeoutMs)]);
  const abortWhenHidden = () => document.visibilityState === "hidden" && hidden.abort();
  document.addEventListener("visibilitychange", abortWhenHidden, { signal: end });
  return end;
}

/** The long poll of each query, garbage collected together with the query. */
const longPolls = new WeakMap<object, LongPoll<unknown>>();

/** Fetches the resource of a query once more. Waits for a change if the resource can change by itself. */
export async function longPollFetch<T extends object>(
  { client, queryKey, signal }: QueryFunctionContext,
  getPace: GetPace<T>,
  fetch: Fetch<T>,
): Promise<T> {
  const query = client.getQueryCache().find<T>({ queryKey });
  const longPoll = longPollOf<T>(query ?? {});
  // A caller that invalidated the query wants the current state, not the next change.
  const { data, isInvalidated } = query?.state ?? {};
  const canChange = data !== undefined && !isInvalidated && getPace(data) !== null;
  const mayWait = canChange && document.visibilityState === "visible";
  return longPoll.next(fetch, mayWait, signal);
}

function longPollOf<T>(query: object): LongPoll<T> {
  const longPoll = (longPolls.get(query) as LongPoll<T> | undefined) ?? createLongPoll<T>();
  longPolls.set(query, longPoll as LongPoll<unknown>);
  return longPoll;
}

/** How many responses in a row came early and unchanged. 0 means that the next request can follow at once. */
export function earlyResponses(query: object): number {
  return longPolls.get(query)?.earlyCount() ?? 1;
}
