import type { QueryFunctionContext } from "@tanstack/react-query";
import type { News, Said } from "./http";
import type { PaceOf } from "./polling";

/** For how long the server may hold an answer, in seconds; proxies and browsers bear it. */
const waitSeconds = 20;

/** Who was held for longer than this was held in earnest. */
const longMs = waitSeconds * 500;

/** A held answer that is later than this is lost: the network went away without a word. */
const lostAfterMs = (waitSeconds + 10) * 1_000;

/** After a wait that was cut off, how long questions are asked without one: something between bears none. */
const suspensionMs = 60_000;

/** Asks for what differs from what was said last; the server may wait so many seconds for it. */
type Ask = (last: Said | null, waitSeconds: number, signal: AbortSignal) => Promise<News>;

/**
 * Follows one thing: what was said of it last, and how its server keeps us waiting.
 *
 * The server is asked to hold its answer until something changes (`Prefer: wait`). Where it does, the next
 * question may come at once; where answers come back early with nothing new, or the wait is cut off, it is plain
 * polling (see polling.ts).
 */
function createFollower() {
  let last: Said | null = null;
  let early = 1;
  let suspendedUntil = 0;

  const canWait = () => last?.tag != null && Date.now() >= suspendedUntil;

  function count(isNews: boolean, isWaitingWorthwhile: boolean) {
    early = isNews ? Number(!isWaitingWorthwhile) : early + 1;
  }

  async function askNow(ask: Ask, signal: AbortSignal) {
    const news = await ask(last, 0, signal);
    last = news;
    count(news.changed, canWait());
  }

  async function wait(ask: Ask, signal: AbortSignal) {
    const began = Date.now();
    const unseen = new AbortController();
    try {
      const news = await ask(last, waitSeconds, endOf(signal, unseen));
      last = news;
      count(news.changed || Date.now() - began > longMs, news.applied);
    } catch (error) {
      if (unseen.signal.aborted) {
        early = 1;
      } else {
        suspendedUntil = signal.aborted ? 0 : Date.now() + suspensionMs;
        throw error;
      }
    }
  }

  /** Asks once more. A wait ends with `signal`, and when nobody sees the page any more. */
  async function next(ask: Ask, mayWait: boolean, signal: AbortSignal): Promise<unknown> {
    await (mayWait && canWait() ? wait : askNow)(ask, signal);
    return last?.body;
  }

  return { next, early: () => early };
}

/** What ends a wait. */
function endOf(signal: AbortSignal, unseen: AbortController): AbortSignal {
  const ends = AbortSignal.any([signal, unseen.signal, AbortSignal.timeout(lostAfterMs)]);
  const look = () => document.visibilityState === "hidden" && unseen.abort();
  document.addEventListener("visibilitychange", look, { signal: ends });
  return ends;
}

/** Each query's, forgotten together with it. */
const followers = new WeakMap<object, ReturnType<typeof createFollower>>();

/** Asks once more after what a query is about. It waits where something can change by itself. */
export async function follow<Answer extends object>(
  { client, queryKey, signal }: QueryFunctionContext,
  paceOf: PaceOf<Answer>,
  ask: Ask,
): Promise<Answer> {
  const query = client.getQueryCache().find<Answer>({ queryKey });
  const follower = (query && followers.get(query)) ?? createFollower();
  if (query) {
    followers.set(query, follower);
  }
  // What was invalidated is awaited by who did it: as it is now, not as it will be.
  const { data, isInvalidated } = query?.state ?? {};
  const isOpen = data !== undefined && !isInvalidated && paceOf(data) !== null;
  const mayWait = isOpen && document.visibilityState === "visible";
  return (await follower.next(ask, mayWait, signal)) as Answer;
}

/** How many answers in a row came early with nothing new; 0: the next question may come at once. */
export function earlyAnswers(query: object): number {
  return followers.get(query)?.early() ?? 1;
}
