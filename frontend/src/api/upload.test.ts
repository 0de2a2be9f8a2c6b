import { delay, HttpResponse, http } from "msw";
import { describe, expect, test, vi } from "vitest";
import { exampleProblem, exampleSignUp } from "../testing/examples";
import { server } from "../testing/server";
import { ApiError } from "./problem";
import { upload } from "./upload";

function send(signal = new AbortController().signal, onProgress = (_share: number) => undefined) {
  const form = new FormData();
  form.set("picture", new File(["x".repeat(1000)], "photo.jpg"));
  const headers = { "Idempotency-Key": "key-1" };
  return upload("POST", "/api/sign-ups", { form, headers }, { signal, onProgress });
}

test("an upload sends the Idempotency-Key and returns the response", async () => {
  let key: string | null = null;
  server.use(
    http.post("*/api/sign-ups", ({ request }) => {
      key = request.headers.get("Idempotency-Key");
      return HttpResponse.json(exampleSignUp(), { status: 202 });
    }),
  );
  expect(await send()).toEqual(exampleSignUp());
  expect(key).toBe("key-1");
});

test("the progress of an upload is a share and ends at 1", async () => {
  server.use(http.post("*/api/sign-ups", () => HttpResponse.json({}, { status: 202 })));
  const shares: number[] = [];
  await send(undefined, (share) => {
    shares.push(share);
    return undefined;
  });
  expect(shares.at(-1)).toBe(1);
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
});

test("a problem response becomes an error with its fields and its reference", async () => {
  const fields = [{ field: "password", code: "password_common", message: "Too common." }];
  server.use(
    http.post("*/api/sign-ups", () =>
      HttpResponse.json(exampleProblem(422, "validation_failed", { errors: fields }), {
        status: 422,
      }),
    ),
  );
  const error = await send().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({
    status: 422,
    code: "validation_failed",
    reference: "ref-4711",
    fields,
  });
});

test("an upload without a response fails with a transient error", async () => {
  server.use(http.post("*/api/sign-ups", () => HttpResponse.error()));
  await expect(send()).rejects.toMatchObject({ status: 0, code: "unreachable", isTransient: true });
});

test.each([
  ["is gone", () => Promise.reject(new DOMException("Gone", "NotFoundError"))],
  ["became shorter", () => Promise.resolve(new ArrayBuffer(3))],
])("a file that %s after the choice is an error of its field, and is not sent", async (_, read) => {
  const handler = vi.fn(() => HttpResponse.json({}));
  server.use(http.post("*/api/sign-ups", handler));
  vi.spyOn(Blob.prototype, "arrayBuffer").mockImplementation(read);
  await expect(send()).rejects.toMatchObject({
    code: "file_unreadable",
    fields: [{ field: "picture" }],
  });
  expect(handler).not.toHaveBeenCalled();
});

describe("cancelling", () => {
  test("ends a running upload", async () => {
    server.use(
      http.post("*/api/sign-ups", async () => {
        await delay("infinite");
        return HttpResponse.json({});
      }),
    );
    const controller = new AbortController();
    const sending = send(controller.signal);
    controller.abort();
    await expect(sending).rejects.toMatchObject({ name: "AbortError" });
  });

  test("prevents an upload that was aborted before it started", async () => {
    const handler = vi.fn(() => HttpResponse.json({}));
    server.use(http.post("*/api/sign-ups", handler));
    await expect(send(AbortSignal.abort())).rejects.toMatchObject({ name: "AbortError" });
    expect(handler).not.toHaveBeenCalled();
  });
});
