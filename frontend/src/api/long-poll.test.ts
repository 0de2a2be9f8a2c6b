import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { HttpResponse, http } from "msw";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { exampleSignUp, exampleTask } from "../testing/examples";
import { server } from "../testing/server";
import { advanceTime, useFakeTime } from "../testing/time";
import type { SignUpBody } from "./generated";
import { signUpQuery } from "./queries";
import { retry } from "./retry";

const running = () => exampleSignUp({ tasks: [exampleTask({ state: "STARTED" })] });
const done = () => exampleSignUp({ tasks: [exampleTask()] });
const confirmed = () => exampleSignUp({ state: "confirmed" });

interface Question {
  at: number;
  wait: string | null;
  tag: string | null;
  ended: boolean;
}

/** A server with one sign-up. It holds a response for as long as the request asks. */
class HoldingServer {
  questions: Question[] = [];
  private version = 1;
  private wake: () => void = () => undefined;

  constructor(private body: SignUpBody) {}

  change(body: SignUpBody) {
    this.body = body;
    this.version += 1;
    this.wake();
  }

  get waits() {
    return this.questions.filter(({ wait }) => wait !== null);
  }

  async answer(request: Request): Promise<Response> {
    const question = this.note(request);
    const wait = Number(question.wait?.match(/^wait=(\d+)$/)?.[1] ?? 0);
    if (wait && question.tag === this.tag) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        setTimeout(resolve, wait * 1_000);
        request.signal.addEventListener("abort", () => {
          question.ended = true;
        });
      });
    }
    const headers = { ETag: this.tag, ...(wait && { "Preference-Applied": `wait=${wait}` }) };
    return this.plain(question, headers);
  }

  /** Answers without support for `Prefer: wait`. */
  plain(question: Question, headers: Record<string, string> = { ETag: this.tag }): Response {
    return question.tag === this.tag
      ? new HttpResponse(null, { status: 304, headers })
      : HttpResponse.json(this.body, { headers });
  }

  note(request: Request): Question {
    const header = (name: string) => request.headers.get(name);
    const question = { at: Date.now(), wait: header("Prefer"), tag: header("If-None-Match") };
    return this.questions[this.questions.push({ ...question, ended: false }) - 1] as Question;
  }

  private get tag() {
    return `"${this.version}"`;
  }
}

let visibility: DocumentVisibilityState = "visible";
let client: QueryClient;
let data: SignUpBody | undefined;

/** Starts long polling a sign-up from this server. Returns a function that ends it. */
function follow(
  holdingServer: HoldingServer,
  answer = (request: Request) => holdingServer.answer(request),
) {
  server.use(http.get("*/api/sign-ups/:id", ({ request }) => answer(request)));
  const observer = new QueryObserver(client, signUpQuery("some-id"));
  return observer.subscribe((result) => {
    data = result.data;
  });
}

function show(state: DocumentVisibilityState) {
  visibility = state;
  document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
}

beforeEach(() => {
  useFakeTime();
  vi.spyOn(document, "visibilityState", "get").mockImplementation(() => visibility);
  visibility = "visible";
  client = new QueryClient({ defaultOptions: { queries: { retry, retryDelay: 1_000 } } });
  client.mount();
});
afterEach(() => {
  client.unmount();
  client.clear();
  vi.useRealTimers();
});

describe("where the server holds its answers", () => {
  test("one question after the other waits, and nothing else is asked", async () => {
    const api = new HoldingServer(running());
    const stop = follow(api);
    await advanceTime(65_000);
    expect(api.questions[0]).toMatchObject({ wait: null, tag: null });
    expect(api.waits.map(({ tag }) => tag)).toEqual(['"1"', '"1"', '"1"', '"1"']);
    expect(api.questions).toHaveLength(5);
    stop();
  });

  test("a change is seen at once, and the next question asked", async () => {
    const api = new HoldingServer(running());
    const stop = follow(api);
    await advanceTime(3_000);
    api.change(done());
    await advanceTime(150);
    expect(data?.tasks[0]?.state).toBe("SUCCESS");
    expect(api.questions.map(({ tag }) => tag)).toEqual([null, '"1"', '"2"']);
    stop();
  });

  test("nothing is asked after the final state", async () => {
    const api = new HoldingServer(running());
    const stop = follow(api);
    await advanceTime(500);
    api.change(confirmed());
    await advanceTime(60_000);
    expect(data?.state).toBe("confirmed");
    expect(api.questions).toHaveLength(2);
    stop();
  });

  test("what has not changed stays the same object", async () => {
    const api = new HoldingServer(running());
    const stop = follow(api);
    await advanceTime(1_000);
    const before = data;
    await advanceTime(25_000);
    expect(api.questions).toHaveLength(3);
    expect(data).toBe(before);
    stop();
  });

  test("a hidden tab ends the wait, and asks at once when it is seen again", async () => {
    const api = new HoldingServer(running());
    const stop = follow(api);
    await advanceTime(1_000);
    show("hidden");
    await advanceTime(60_000);
    expect(api.waits.map(({ ended }) => ended)).toEqual([true]);
    api.change(done());
    show("visible");
    await advanceTime(150);
    expect(data?.tasks[0]?.state).toBe("SUCCESS");
    stop();
  });

  test("a page that is left ends the wait", async () => {
    const api = new HoldingServer(running());
    const stop = follow(api);
    await advanceTime(1_000);
    expect(api.waits.map(({ ended }) => ended)).toEqual([false]);
    stop();
    await advanceTime(100);
    expect(api.waits.map(({ ended }) => ended)).toEqual([true]);
  });

  test("who did something and looks what became of it does not wait", async () => {
    const api = new HoldingServer(running());
    const stop = follow(api);
    await advanceTime(1_000);
    let looked = false;
    void client.invalidateQueries(signUpQuery("some-id")).then(() => {
      looked = true;
    });
    await advanceTime(150);
    expect(looked).toBe(true);
    expect(api.questions.map(({ wait }) => wait)).toEqual([null, "wait=20", null]);
    await advanceTime(2_000);
    expect(api.questions.at(-1)?.wait).toBe("wait=20");
    stop();
  });
});

describe("where waiting does not work", () => {
  test("answers that come back early with nothing new are asked for less and less often", async () => {
    const api = new HoldingServer(running());
    const stop = follow(api, async (request) => api.plain(api.note(request)));
    await advanceTime(5_000);
    const early = api.questions.length;
    await advanceTime(60_000);
    expect(early).toBeGreaterThanOrEqual(4);
    expect(early).toBeLessThanOrEqual(9);
    expect(api.questions.length - early).toBeLessThanOrEqual(16);
    stop();
  });

  test("it waits again as soon as the server does", async () => {
    const api = new HoldingServer(running());
    let leaving = true;
    const stop = follow(api, async (request) =>
      leaving ? api.plain(api.note(request)) : api.answer(request),
    );
    await advanceTime(5_000);
    leaving = false;
    await advanceTime(10_000);
    const before = api.questions.length;
    await advanceTime(30_000);
    expect(api.questions.length - before).toBeLessThanOrEqual(2);
    stop();
  });

  test.each([
    ["answers itself", () => HttpResponse.json({}, { status: 504 })],
    ["hangs up", () => HttpResponse.error()],
  ])("behind a proxy that cuts and %s it is plain polling for a while", async (_, cut) => {
    const api = new HoldingServer(running());
    const stop = follow(api, async (request) => {
      const question = api.note(request);
      if (question.wait === null) {
        return api.plain(question);
      }
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      return cut();
    });
    await advanceTime(60_000);
    expect(api.waits).toHaveLength(1);
    expect(api.questions.length).toBeGreaterThan(10);
    expect(api.questions.length).toBeLessThan(25);
    expect(data).toEqual(running());
    api.change(done());
    await advanceTime(6_000);
    expect(data?.tasks[0]?.state).toBe("SUCCESS");
    await advanceTime(30_000);
    expect(api.waits).toHaveLength(2);
    stop();
  });

  test("a server without tags is polled", async () => {
    const api = new HoldingServer(running());
    const stop = follow(api, async (request) => api.plain(api.note(request), {}));
    await advanceTime(5_000);
    expect(api.waits).toHaveLength(0);
    expect(api.questions.length).toBeGreaterThanOrEqual(4);
    expect(api.questions.length).toBeLessThanOrEqual(9);
    stop();
  });
});
