import { QueryClient } from "@tanstack/react-query";
import { describe, expect, test } from "vitest";
import { exampleMail, exampleProfile, exampleSignUp, exampleTask } from "../testing/examples";
import type { Me, SignUpBody } from "./generated";
import { nextPoll, pollDelay, profilePace, signUpPace } from "./polling";
import { ApiError } from "./problem";
import { retry } from "./retry";

const pace = { firstMs: 400, growth: 1.5, maxMs: 5_000 };

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

test("after too many questions the next one comes no sooner than the server asked", () => {
  const tooMany = new ApiError(429, "too_many_requests", "", null, [], 40);
  expect(retry(0, tooMany)).toBe(false);
  const client = new QueryClient();
  const { state } = client.getQueryCache().build<object>(client, { queryKey: ["any"] });
  expect(nextPoll({ ...state, error: tooMany }, () => null)).toBe(40_000);
});

describe("the pace of a profile", () => {
  const paceOf = (differing: Partial<Me>) => profilePace(exampleProfile(differing));

  test("is its picture's", () => {
    expect(paceOf({ picture_task: exampleTask({ state: "STARTED" }) })?.firstMs).toBe(400);
    expect(paceOf({ picture_task: exampleTask() })).toBeNull();
  });

  test("is slow while a new address waits to be confirmed", () => {
    expect(paceOf({ pending_email: "new@example.com" })?.firstMs).toBe(3_000);
    expect(paceOf({})).toBeNull();
  });
});
