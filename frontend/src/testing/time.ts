import { getResponse, RequestHandler } from "msw";
import { vi } from "vitest";
import { server } from "./server";

/**
 * Stops the clock. From now on only `advanceTime` moves it. It shows the same time in each run: the
 * intervals of polling vary with it (`pollDelay`), and no test may depend on the minute of its run.
 *
 * The mocked API then answers within the process: the usual way of its responses leads through
 * sockets, which take real time, more of it on a busy machine.
 */
export function useFakeTime(): void {
  vi.useFakeTimers({
    toFake: ["setTimeout", "setInterval", "clearTimeout", "clearInterval", "Date", "performance"],
    now: new Date("2026-01-02T03:10:00Z"),
  });
  vi.stubGlobal("fetch", answer);
}

/** Advances the time by this many milliseconds, and lets everything happen that is due by then. */
export async function advanceTime(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += STEP) {
    await vi.advanceTimersByTimeAsync(STEP);
    // Bodies are streams, whose end takes turns of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/**
 * Advances the time until this is the case. For what takes real time, however long: a page's code
 * is loaded from files.
 */
export async function advanceTimeUntil(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await advanceTime(STEP);
  }
}

const STEP = 50;

const answer: typeof fetch = async (input, init) => {
  const request = new Request(new URL(String(input), window.location.href), init);
  const handlers = server.listHandlers().filter((handler) => handler instanceof RequestHandler);
  const response = await Promise.race([getResponse(handlers, request), aborted(request.signal)]);
  if (!response || response.type === "error") {
    throw new TypeError("Failed to fetch");
  }
  return response;
};

/** Rejects when the signal aborts, as fetch does. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () => reject(signal.reason);
    signal.aborted ? fail() : signal.addEventListener("abort", fail);
  });
}
