import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { HttpResponse, http } from "msw";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { exampleSignUp, exampleTask } from "../testing/examples";
import { server } from "../testing/server";
import { advanceTime, useFakeTime } from "../testing/time";
import { signUpQuery } from "./queries";

describe("following a sign-up", () => {
  let questions = 0;
  let visibility: DocumentVisibilityState = "visible";

  /** Follows a sign-up that gives these answers, the last one for ever. */
  function follow(...answers: ReadonlyArray<() => Response>) {
    questions = 0;
    server.use(
      http.get("*/api/sign-ups/:id", () => {
        const answer = answers[Math.min(questions, answers.length - 1)];
        questions += 1;
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
  const gone = () => HttpResponse.json({}, { status: 404 });
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
    const stop = follow(running, running, confirmed);
    await advanceTime(5_000);
    expect(questions).toBe(3);
    await advanceTime(120_000);
    expect(questions).toBe(3);
    stop();
  });

  test("asks less and less often while nothing changes", async () => {
    const stop = follow(running);
    await advanceTime(5_000);
    const early = questions;
    await advanceTime(60_000);
    expect(early).toBeGreaterThanOrEqual(4);
    expect(questions - early).toBeLessThanOrEqual(16);
    stop();
  });

  test("sleeps in a hidden tab and asks at once when it is seen again", async () => {
    const stop = follow(running);
    await advanceTime(1_000);
    show("hidden");
    // A question asked a moment ago may still be on its way.
    await advanceTime(1_000);
    const before = questions;
    await advanceTime(60_000);
    expect(questions).toBe(before);
    show("visible");
    await advanceTime(100);
    expect(questions).toBe(before + 1);
    stop();
  });

  test("gives up on a sign-up that is not there", async () => {
    const stop = follow(gone);
    await advanceTime(60_000);
    expect(questions).toBe(1);
    stop();
  });

  test("goes on after the server was away", async () => {
    const stop = follow(running, broken, broken, confirmed);
    await advanceTime(60_000);
    expect(questions).toBe(4);
    stop();
  });
});
