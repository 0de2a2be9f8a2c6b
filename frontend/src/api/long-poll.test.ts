import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { HttpResponse, http } from "msw";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { exampleSignUp, exampleTask } from "../testing/examples";
import { HoldingServer } from "../testing/holding-server";
import { Locks } from "../testing/locks";
import { server } from "../testing/server";
import { advanceTime, useFakeTime } from "../testing/time";
import type { SignUpBody } from "./generated";
import { signUpQuery } from "./queries";
import { retry } from "./retry";

const running = () => exampleSignUp({ tasks: [exampleTask({ state: "STARTED" })] });
const done = () => exampleSignUp({ tasks: [exampleTask()] });
const confirmed = () => exampleSignUp({ state: "confirmed" });

/** The longest interval of polling is 5 seconds, +20 %. */
const longestPoll = 6_500;

let visibility: DocumentVisibilityState = "visible";
let client: QueryClient;
let locks: Locks;
let data: SignUpBody | undefined;

/** Starts long polling a sign-up from this server. Returns a function that ends it. */
function startPolling(
  holdingServer: HoldingServer,
  answer = (request: Request) => holdingServer.answer(request),
) {
  server.use(http.get("*/api/sign-ups/:id", ({ request }) => answer(request)));
  const observer = new QueryObserver(client, signUpQuery("some-id"));
  return observer.subscribe((result) => {
    data = result.data;
  });
}

function setVisibility(state: DocumentVisibilityState) {
  visibility = state;
  document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
}

beforeEach(() => {
  useFakeTime();
  vi.spyOn(document, "visibilityState", "get").mockImplementation(() => visibility);
  visibility = "visible";
  locks = new Locks();
  Object.defineProperty(navigator, "locks", { value: locks, configurable: true });
  client = new QueryClient({ defaultOptions: { queries: { retry, retryDelay: 1_000 } } });
  client.mount();
});
afterEach(() => {
  client.unmount();
  client.clear();
  Reflect.deleteProperty(navigator, "locks");
  vi.useRealTimers();
});

describe("with a server that holds responses", () => {
  test("each request waits, and no other request is sent", async () => {
    const api = new HoldingServer(running());
    const stop = startPolling(api);
    await advanceTime(65_000);
    expect(api.requests[0]).toMatchObject({ wait: null, tag: null });
    expect(api.waits.map(({ tag }) => tag)).toEqual(['"1"', '"1"', '"1"', '"1"']);
    expect(api.requests).toHaveLength(5);
    stop();
  });

  test("a change is returned at once, and the next request follows", async () => {
    const api = new HoldingServer(running());
    const stop = startPolling(api);
    await advanceTime(3_000);
    api.change(done());
    await advanceTime(150);
    expect(data?.tasks[0]?.state).toBe("SUCCESS");
    expect(api.requests.map(({ tag }) => tag)).toEqual([null, '"1"', '"2"']);
    stop();
  });

  test("no request follows the final state", async () => {
    const api = new HoldingServer(running());
    const stop = startPolling(api);
    await advanceTime(500);
    api.change(confirmed());
    await advanceTime(60_000);
    expect(data?.state).toBe("confirmed");
    expect(api.requests).toHaveLength(2);
    stop();
  });

  test("unchanged data keep the same object", async () => {
    const api = new HoldingServer(running());
    const stop = startPolling(api);
    await advanceTime(1_000);
    const before = data;
    await advanceTime(25_000);
    expect(api.requests).toHaveLength(3);
    expect(data).toBe(before);
    stop();
  });

  test("a hidden tab ends the wait, and a visible one sends a request at once", async () => {
    const api = new HoldingServer(running());
    const stop = startPolling(api);
    await advanceTime(1_000);
    setVisibility("hidden");
    await advanceTime(60_000);
    expect(api.waits.map(({ ended }) => ended)).toEqual([true]);
    api.change(done());
    setVisibility("visible");
    await advanceTime(150);
    expect(data?.tasks[0]?.state).toBe("SUCCESS");
    stop();
  });

  test("leaving the page ends the wait", async () => {
    const api = new HoldingServer(running());
    const stop = startPolling(api);
    await advanceTime(1_000);
    expect(api.waits.map(({ ended }) => ended)).toEqual([false]);
    stop();
    await advanceTime(100);
    expect(api.waits.map(({ ended }) => ended)).toEqual([true]);
  });

  test("a refetch after the user's own action does not wait", async () => {
    const api = new HoldingServer(running());
    const stop = startPolling(api);
    await advanceTime(1_000);
    let looked = false;
    void client.invalidateQueries(signUpQuery("some-id")).then(() => {
      looked = true;
    });
    await advanceTime(150);
    expect(looked).toBe(true);
    expect(api.requests.map(({ wait }) => wait)).toEqual([null, "wait=20", null]);
    await advanceTime(2_000);
    expect(api.requests.at(-1)?.wait).toBe("wait=20");
    stop();
  });
});

describe("with several tabs", () => {
  const otherTabs = ["foyer.wait.1", "foyer.wait.2", "foyer.wait.3"];

  test("a page polls while three other tabs wait, and waits when one of them ends", async () => {
    for (const slot of otherTabs) {
      locks.held.add(slot);
    }
    const api = new HoldingServer(running());
    const stop = startPolling(api);
    await advanceTime(10_000);
    expect(api.waits).toHaveLength(0);
    expect(api.requests.length).toBeGreaterThanOrEqual(4);
    expect(api.requests.length).toBeLessThanOrEqual(12);
    locks.held.delete("foyer.wait.2");
    await advanceTime(10_000);
    expect(api.waits).toHaveLength(1);
    stop();
    await advanceTime(100);
    expect([...locks.held]).toEqual(["foyer.wait.1", "foyer.wait.3"]);
  });

  test("a browser without Web Locks polls", async () => {
    Reflect.deleteProperty(navigator, "locks");
    const api = new HoldingServer(running());
    const stop = startPolling(api);
    await advanceTime(10_000);
    expect(api.waits).toHaveLength(0);
    expect(api.requests.length).toBeGreaterThanOrEqual(4);
    stop();
  });
});

test("a browser that refuses Web Locks polls", async () => {
  vi.spyOn(locks, "request").mockRejectedValue(new DOMException("denied", "SecurityError"));
  const api = new HoldingServer(running());
  const stop = startPolling(api);
  await advanceTime(10_000);
  expect(api.waits).toHaveLength(0);
  expect(api.requests.length).toBeGreaterThanOrEqual(4);
  api.change(done());
  await advanceTime(longestPoll);
  expect(data?.tasks[0]?.state).toBe("SUCCESS");
  stop();
});

describe("with a server that does not hold responses", () => {
  test("early unchanged responses slow the polling down", async () => {
    const api = new HoldingServer(running());
    const stop = startPolling(api, async (request) => api.answerUnheld(api.record(request)));
    await advanceTime(5_000);
    const early = api.requests.length;
    await advanceTime(60_000);
    expect(early).toBeGreaterThanOrEqual(4);
    expect(early).toBeLessThanOrEqual(9);
    expect(api.requests.length - early).toBeLessThanOrEqual(16);
    stop();
  });

  test("waiting resumes as soon as the server supports it", async () => {
    const api = new HoldingServer(running());
    let leaving = true;
    const stop = startPolling(api, async (request) =>
      leaving ? api.answerUnheld(api.record(request)) : api.answer(request),
    );
    await advanceTime(5_000);
    leaving = false;
    await advanceTime(10_000);
    const before = api.requests.length;
    await advanceTime(30_000);
    expect(api.requests.length - before).toBeLessThanOrEqual(2);
    stop();
  });

  test.each([
    ["answers with 504", () => HttpResponse.json({}, { status: 504 })],
    ["closes the connection", () => HttpResponse.error()],
  ])(
    "behind a proxy that cuts waits and %s, plain polling takes over for a while",
    async (_, cut) => {
      const api = new HoldingServer(running());
      const stop = startPolling(api, async (request) => {
        const recorded = api.record(request);
        if (recorded.wait === null) {
          return api.answerUnheld(recorded);
        }
        await new Promise((resolve) => setTimeout(resolve, 5_000));
        return cut();
      });
      await advanceTime(50_000);
      expect(api.waits).toHaveLength(1);
      expect(api.requests.length).toBeGreaterThan(10);
      expect(api.requests.length).toBeLessThan(25);
      expect(data).toEqual(running());
      api.change(done());
      await advanceTime(longestPoll);
      expect(data?.tasks[0]?.state).toBe("SUCCESS");
      await advanceTime(30_000);
      expect(api.waits).toHaveLength(2);
      stop();
    },
  );

  test("a server without ETags is polled", async () => {
    const api = new HoldingServer(running());
    const stop = startPolling(api, async (request) => api.answerUnheld(api.record(request), {}));
    await advanceTime(5_000);
    expect(api.waits).toHaveLength(0);
    expect(api.requests.length).toBeGreaterThanOrEqual(4);
    expect(api.requests.length).toBeLessThanOrEqual(9);
    stop();
  });
});
