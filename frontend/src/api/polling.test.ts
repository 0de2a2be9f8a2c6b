import { QueryClient } from "@tanstack/react-query";
import { describe, expect, test } from "vitest";
import { exampleMail, exampleProfile, exampleSignUp, exampleTask } from "../testing/examples";
import type { Me, SignUpBody } from "./generated";
import { nextPoll, pollDelay, profilePace, signUpPace } from "./polling";
import { ApiError } from "./problem";
import { retry } from "./retry";

const pace = { firstMs: 400, growth: 1.5, maxMs: 5_000 };

describe("the delay between two polls", () => {
  test("grows with the number of unchanged responses, up to a maximum", () => {
    const delays = [0, 1, 2, 6, 7, 50].map((unchanged) => pollDelay(pace, unchanged, 0));
    expect(delays).toEqual([320, 480, 720, 3645, 4000, 4000]);
  });

  test("varies by up to a fifth in each direction", () => {
    const delays = Array.from({ length: 500 }, (_, seed) =>
      pollDelay(pace, 0, 1_760_000_000_000 + seed),
    );
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(320);
    expect(Math.max(...delays)).toBeLessThanOrEqual(480);
    expect(new Set(delays).size).toBeGreaterThan(100);
  });

  test("is the same for the same response, so that a render does not restart the timer", () => {
    expect(pollDelay(pace, 3, 42)).toBe(pollDelay(pace, 3, 42));
  });
});

describe("the pace of a sign-up", () => {
  const paceFor = (overrides: Partial<SignUpBody>) => signUpPace(exampleSignUp(overrides));

  test("is fast while a task waits or runs", () => {
    for (const state of ["PENDING", "STARTED"] as const) {
      expect(paceFor({ tasks: [exampleTask(), exampleMail({ state })] })?.firstMs).toBe(400);
    }
  });

  test("is slow while only a retry or the user can change anything", () => {
    expect(paceFor({ tasks: [exampleMail({ state: "RETRY" })] })?.firstMs).toBe(3_000);
    expect(paceFor({ state: "pending" })?.firstMs).toBe(3_000);
  });

  test.each(["confirmed", "expired", "superseded"] as const)(
    "ends when the sign-up is %s",
    (state) => {
      expect(paceFor({ state })).toBeNull();
    },
  );

  test("goes on after the confirmation while a task still runs", () => {
    const pace = paceFor({ state: "confirmed", tasks: [exampleTask({ state: "STARTED" })] });
    expect(pace).not.toBeNull();
  });
});

test("a transient error is tried three times, a final one once", () => {
  const unavailable = new ApiError(503, "unavailable", "", null);
  expect([0, 1, 2].map((failures) => retry(failures, unavailable))).toEqual([true, true, false]);
  expect(retry(0, new ApiError(404, "sign_up_not_found", "", null))).toBe(false);
});

test("after a 429 the next poll waits as long as the server asked", () => {
  const tooMany = new ApiError(429, "too_many_requests", "", null, [], 40);
  expect(retry(0, tooMany)).toBe(false);
  const client = new QueryClient();
  const { state } = client.getQueryCache().build<object>(client, { queryKey: ["any"] });
  expect(nextPoll({ ...state, error: tooMany }, () => null)).toBe(40_000);
});

describe("the pace of a profile", () => {
  const paceOf = (differing: Partial<Me>) => profilePace(exampleProfile(differing));

  test("is the pace of the picture task", () => {
    expect(paceOf({ picture_task: exampleTask({ state: "STARTED" }) })?.firstMs).toBe(400);
    expect(paceOf({ picture_task: exampleTask() })).toBeNull();
  });

  test("is slow while a new address is not confirmed", () => {
    expect(paceOf({ pending_email: "new@example.com" })?.firstMs).toBe(3_000);
    expect(paceOf({})).toBeNull();
  });
});
