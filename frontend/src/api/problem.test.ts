import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import { exampleProblem } from "../testing/examples";
import { server } from "../testing/server";
import { confirm, logOut } from "./endpoints-account";
import { listAdminTasks } from "./endpoints-admin";
import { ApiError, isSessionMissing } from "./problem";

const headers = (values: Readonly<Record<string, string>>) => (name: string) =>
  values[name] ?? null;

test("a problem document's words, code and reference are kept", async () => {
  const error = await ApiError.fromResponse(
    409,
    JSON.stringify(exampleProblem(409, "confirmation_used")),
    headers({}),
  );
  expect(error).toMatchObject({
    status: 409,
    code: "confirmation_used",
    message: "The detail of confirmation_used.",
    reference: "ref-4711",
    fields: [],
    isTransient: false,
  });
});

test("a proxy's own page becomes a sentence, with the reference from the header", async () => {
  const error = await ApiError.fromResponse(
    502,
    "<html>Bad Gateway</html>",
    headers({ "X-Request-ID": "req-1" }),
  );
  expect(error).toMatchObject({ code: "unreadable_answer", reference: "req-1", isTransient: true });
  expect(error.message).not.toContain("<html>");
});

test("a proxy that cuts off a large upload is told as the picture's size", async () => {
  expect(await ApiError.fromResponse(413, "", headers({}))).toMatchObject({
    code: "picture_too_large",
    message: "The picture must be smaller than 10 MB",
    fields: [{ field: "picture" }],
  });
});

test("after too many tries the answer says how long to wait, with or without a document", async () => {
  const wait = headers({ "Retry-After": "40" });
  const document = JSON.stringify(exampleProblem(429, "too_many_requests", { retry_after: 40 }));
  const before = Date.now();
  const error = await ApiError.fromResponse(429, document, wait);
  expect(error).toMatchObject({ code: "too_many_requests", retryAfter: 40 });
  expect(error.retryAt).toBeGreaterThanOrEqual(before + 40_000);
  expect((await ApiError.fromResponse(429, "", wait)).retryAfter).toBe(40);
  expect((await ApiError.fromResponse(429, "", headers({}))).retryAfter).toBe(30);
});

test("nothing but too many tries asks to wait", async () => {
  const error = await ApiError.fromResponse(503, "", headers({ "Retry-After": "40" }));
  expect(error).toMatchObject({ retryAfter: null, retryAt: null });
});

test("only a 401 means that nobody is logged in, unless it is a log-in that was refused", async () => {
  expect(isSessionMissing(await ApiError.fromResponse(401, "", headers({})))).toBe(true);
  expect(isSessionMissing(await ApiError.fromResponse(403, "", headers({})))).toBe(false);
  expect(isSessionMissing(new Error("401"))).toBe(false);
  const refused = JSON.stringify(exampleProblem(401, "invalid_credentials"));
  expect(isSessionMissing(await ApiError.fromResponse(401, refused, headers({})))).toBe(false);
});

test("the fetch wrapper throws these errors, for the server's and for the network's", async () => {
  server.use(
    http.post("*/api/confirmations", () =>
      HttpResponse.json(exampleProblem(410, "confirmation_expired"), { status: 410 }),
    ),
  );
  await expect(confirm({ token: "token" })).rejects.toMatchObject({
    status: 410,
    code: "confirmation_expired",
  });
  server.use(http.post("*/api/confirmations", () => HttpResponse.error()));
  await expect(confirm({ token: "token" })).rejects.toMatchObject({
    status: 0,
    code: "unreachable",
  });
});

test("an answer without a body is no error", async () => {
  server.use(http.delete("*/api/sessions/current", () => new HttpResponse(null, { status: 204 })));
  await expect(logOut()).resolves.toBeNull();
});

test("a query leaves out what is not asked for, repeats lists and escapes the rest", async () => {
  let search = "";
  server.use(
    http.get("*/api/admin/tasks", ({ request }) => {
      search = new URL(request.url).search;
      return HttpResponse.json({ items: [], next_cursor: null, kinds: [] });
    }),
  );
  await listAdminTasks(
    { kind: "a&b", state: ["FAILURE", "RETRY"], worker: null, limit: 25 },
    new AbortController().signal,
  );
  expect(search).toBe("?kind=a%26b&state=FAILURE&state=RETRY&limit=25");
});
