import type { QueryFunctionContext } from "@tanstack/react-query";
import type { News, Said } from "./http";
import type { PaceOf } from "./polling";

/** For how long the server may hold an answer, in seconds; proxies and browsers bear it. */
const waitSeconds = 20;

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
class Follower {
  private last: Said | null = null;
  private suspendedUntil = 0;

  /** How many answers in a row came early with nothing new; 0: the next question may come at once. */
  early = 0;

  /** Asks once more. */
  async next(ask: Ask, mayWait: boolean, signal: AbortSignal): Promise<unknown> {
    if (this.last && mayWait && this.canWait) {
      this.last = await this.wait(ask, this.last, signal);
    } else {
      const news = await ask(this.last, 0, signal);
      this.last = news;
      this.count(news, this.canWait);
    }
    return this.last.body;
  }

  private get canWait(): boolean {
    return this.last?.tag != null && Date.now() >= this.suspendedUntil;
  }

  private count({ changed }: News, isWaitingWorthwhile: boolean): void {
    if (!changed) {
      this.early += 1;
    } else {
      this.early = isWaitingWorthwhile ? 0 : 1;
    }
  }

  /** Waits for news, until `signal` ends it or nobody sees the page any more. */
  private async wait(ask: Ask, last: Said, signal: AbortSignal): Promise<Said> {
    const began = Date.now();
    const unseen = new AbortController();
    const look = () => document.visibilityState === "hidden" && unseen.abort();
    document.addEventListener("visibilitychange", look);
    const ends = AbortSignal.any([signal, unseen.signal, AbortSignal.timeout(lostAfterMs)]);
    try {
      const news = await ask(last, waitSeconds, ends);
      const wasHeld = news.applied && Date.now() - began > (waitSeconds * 1_000) / 2;
      if (wasHeld) {
        this.early = 0;
      } else {
        this.count(news, news.applied);
      }
      return news;
    } catch (error) {
      if (unseen.signal.aborted && !signal.aborted) {
        this.early = 1;
        return last;
      }
      if (!signal.aborted) {
        this.suspendedUntil = Date.now() + suspensionMs;
      }
      throw error;
    } finally {
      document.removeEventListener("visibilitychange", look);
    }
  }
}

/** Each query's, forgotten together with it. */
const followers = new WeakMap<object, Follower>();

/** Asks once more after what a query is about. It waits where something can change by itself. */
export async function follow<Answer extends object>(
  { client, queryKey, signal }: QueryFunctionContext,
  paceOf: PaceOf<Answer>,
  ask: Ask,
): Promise<Answer> {
  const query = client.getQueryCache().find<Answer>({ queryKey, exact: true });
  const follower = (query && followers.get(query)) ?? new Follower();
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
  return followers.get(query)?.early ?? 1;
}
