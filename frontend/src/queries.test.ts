import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { HttpResponse, http } from "msw";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { SignUpBody } from "./api";
import { ApiError } from "./problem";
import { pollDelay, retry, signUpPace, signUpQuery } from "./queries";
import { exampleMail, exampleSignUp, exampleTask } from "./testing/examples";
import { server } from "./testing/server";

const pace = { firstMs: 400, growth: 1.5, ceilingMs: 5_000 };

describe("the delay between two questions", () => {
  test("grows with the answers that brought nothing new, up to a ceiling", () => {
    const delays = [0, 1, 2, 6, 7, 50].map((unchanged) => pollDelay(pace, unchanged, 0));
    expect(delays).toEqual([320, 480, 720, 3645, 4000, 4000]);
  });

  test("spreads by up to a fifth to each side", () => {
    const delays = Array.from({ length: 500 }, (_, seed) =>
      pollDelay(pace, 0, 1_760_000_000_000 + seed),
    );
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(320);
    expect(Math.max(...delays)).toBeLessThanOrEqual(480);
    expect(new Set(delays).size).toBeGreaterThan(100);
  });

  test("is the same for the same answer, or the timer would start again at each render", () => {
    expect(pollDelay(pace, 3, 42)).toBe(pollDelay(pace, 3, 42));
  });
});

describe("the pace of a sign-up", () => {
  const paceOf = (differing: Partial<SignUpBody>) => signUpPace(exampleSignUp(differing));

  test("is brisk while a task waits or runs", () => {
    for (const state of ["PENDING", "STARTED"] as const) {
      expect(paceOf({ tasks: [exampleTask(), exampleMail({ state })] })?.firstMs).toBe(400);
    }
  });

  test("is slow while only a retry or the person can change anything", () => {
    expect(paceOf({ tasks: [exampleMail({ state: "RETRY" })] })?.firstMs).toBe(3_000);
    expect(paceOf({ state: "pending" })?.firstMs).toBe(3_000);
  });

  test.each(["confirmed", "expired", "superseded"] as const)("ends when it is %s", (state) => {
    expect(paceOf({ state })).toBeNull();
  });

  test("goes on after the confirmation while a task still runs", () => {
    const pace = paceOf({ state: "confirmed", tasks: [exampleTask({ state: "STARTED" })] });
    expect(pace).not.toBeNull();
  });
});

test("what may pass is tried three times, what is final once", () => {
  const unavailable = new ApiError(503, "unavailable", "", null);
  expect([0, 1, 2].map((failures) => retry(failures, unavailable))).toEqual([true, true, false]);
  expect(retry(0, new ApiError(404, "sign_up_not_found", "", null))).toBe(false);
});

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
    vi.useFakeTimers({
      toFake: ["setTimeout", "setInterval", "clearTimeout", "clearInterval", "Date"],
    });
    vi.spyOn(document, "visibilityState", "get").mockImplementation(() => visibility);
    visibility = "visible";
  });
  afterEach(() => vi.useRealTimers());

  async function pass(ms: number) {
    for (let passed = 0; passed < ms; passed += 100) {
      await vi.advanceTimersByTimeAsync(100);
      // The answers come through real I/O, which fake timers do not move.
      await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  test("stops at the final state", async () => {
    const stop = follow(running, running, confirmed);
    await pass(5_000);
    expect(questions).toBe(3);
    await pass(120_000);
    expect(questions).toBe(3);
    stop();
  });

  test("asks less and less often while nothing changes", async () => {
    const stop = follow(running);
    await pass(5_000);
    const early = questions;
    await pass(60_000);
    expect(early).toBeGreaterThanOrEqual(4);
    expect(questions - early).toBeLessThanOrEqual(16);
    stop();
  });

  test("sleeps in a hidden tab and asks at once when it is seen again", async () => {
    const stop = follow(running);
    await pass(1_000);
    show("hidden");
    // A question asked a moment ago may still be on its way.
    await pass(1_000);
    const before = questions;
    await pass(60_000);
    expect(questions).toBe(before);
    show("visible");
    await pass(100);
    expect(questions).toBe(before + 1);
    stop();
  });

  test("gives up on a sign-up that is not there", async () => {
    const stop = follow(gone);
    await pass(60_000);
    expect(questions).toBe(1);
    stop();
  });

  test("goes on after the server was away", async () => {
    const stop = follow(running, broken, broken, confirmed);
    await pass(60_000);
    expect(questions).toBe(4);
    stop();
  });
});
