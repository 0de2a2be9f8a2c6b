import { HttpResponse, http } from "msw";
import { describe, expect, test } from "vitest";
import { exampleSignUp } from "../../testing/examples";
import { server } from "../../testing/server";
import { createIdempotencyKeys, sendSignUp } from "./sign-up-request";

const contents = {
  email: "a@b.example",
  password: "p",
  display_name: "Anna",
  picture: null,
  crop: null,
};

test("each request of a sign-up begins a trace of its own", async () => {
  const received: Array<string | null> = [];
  server.use(
    http.post("*/api/sign-ups", ({ request }) => {
      received.push(request.headers.get("traceparent"));
      return HttpResponse.json(exampleSignUp(), { status: 202 });
    }),
  );
  const options = { signal: new AbortController().signal, onProgress: () => undefined };
  await sendSignUp(contents, "key", options);
  await sendSignUp(contents, "key", options);
  expect(received[0]).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(received[1]).not.toBe(received[0]);
});

describe("the Idempotency-Key", () => {
  test("stays the same while the same contents are sent again", () => {
    const keyFor = createIdempotencyKeys();
    expect(keyFor({ ...contents })).toBe(keyFor({ ...contents }));
  });

  test("changes with the contents and differs between forms", () => {
    const keyFor = createIdempotencyKeys();
    const first = keyFor(contents);
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(keyFor({ ...contents, email: "b@b.example" })).not.toBe(first);
    expect(createIdempotencyKeys()(contents)).not.toBe(first);
  });
});
