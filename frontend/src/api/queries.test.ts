import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { HttpResponse, http } from "msw";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { exampleSignUp, exampleTask } from "../testing/examples";
import { server } from "../testing/server";
import { advanceTime, useFakeTime } from "../testing/time";
import { signUpQuery } from "./queries";

describe("polling a sign-up", () => {
  let requests = 0;
  let visibility: DocumentVisibilityState = "visible";

  /** Follows a sign-up that gives these answers, the last one for ever. */
  function startPolling(...answers: ReadonlyArray<() => Response>) {
    requests = 0;
    server.use(
      http.get("*/api/sign-ups/:id", () => {
        const answer = answers[Math.min(requests, answers.length - 1)];
        requests += 1;
        return answer?.();
      }),
    );
    const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
    client.mount();
    const stop = new QueryObserver(client, signUpQuery("some-id")).subscribe(() => undefined);
    return () => {
      stop();
      client.unmount();
      client.clear();
    };
  }

  const running = () =>
    HttpResponse.json(exampleSignUp({ tasks: [exampleTask({ state: "STARTED" })] }));
  const confirmed = () => HttpResponse.json(exampleSignUp({ state: "confirmed" }));
  const notFound = () => HttpResponse.json({}, { status: 404 });
  const broken = () => HttpResponse.json({}, { status: 503 });

  function show(state: DocumentVisibilityState) {
    visibility = state;
    window.dispatchEvent(new Event("visibilitychange"));
  }

  beforeEach(() => {
    useFakeTime();
    vi.spyOn(document, "visibilityState", "get").mockImplementation(() => visibility);
    visibility = "visible";
  });
  afterEach(() => vi.useRealTimers());

  test("stops at the final state", async () => {
    const stop = startPolling(running, running, confirmed);
    await advanceTime(5_000);
    expect(requests).toBe(3);
    await advanceTime(120_000);
    expect(requests).toBe(3);
    stop();
  });

  test("slows down while nothing changes", async () => {
    const stop = startPolling(running);
    await advanceTime(5_000);
    const early = requests;
    await advanceTime(60_000);
    expect(early).toBeGreaterThanOrEqual(4);
    expect(requests - early).toBeLessThanOrEqual(16);
    stop();
  });

  test("pauses in a hidden tab and polls at once when it is visible again", async () => {
    const stop = startPolling(running);
    await advanceTime(1_000);
    show("hidden");
    // A question asked a moment ago may still be on its way.
    await advanceTime(1_000);
    const before = requests;
    await advanceTime(60_000);
    expect(requests).toBe(before);
    show("visible");
    await advanceTime(100);
    expect(requests).toBe(before + 1);
    stop();
  });

  test("gives up on a sign-up that does not exist", async () => {
    const stop = startPolling(notFound);
    await advanceTime(60_000);
    expect(requests).toBe(1);
    stop();
  });

  test("continues after the server was unavailable", async () => {
    const stop = startPolling(running, broken, broken, confirmed);
    await advanceTime(60_000);
    expect(requests).toBe(4);
    stop();
  });
});
