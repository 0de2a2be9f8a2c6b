import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import { exampleProblem } from "../testing/examples";
import { server } from "../testing/server";
import { confirm, logOut } from "./endpoints-account";
import { listAdminTasks } from "./endpoints-admin";
import { ApiError, isSessionMissing } from "./problem";

const headers = (values: Readonly<Record<string, string>>) => (name: string) =>
  values[name] ?? null;

test("an error keeps the message, code and reference of a problem document", async () => {
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

test("a proxy's error page becomes a message with the reference from the header", async () => {
  const error = await ApiError.fromResponse(
    502,
    "<html>Bad Gateway</html>",
    headers({ "X-Request-ID": "req-1" }),
  );
  expect(error).toMatchObject({ code: "unreadable_answer", reference: "req-1", isTransient: true });
  expect(error.message).not.toContain("<html>");
});

test("a proxy's 413 becomes the error of a picture that is too large", async () => {
  expect(await ApiError.fromResponse(413, "", headers({}))).toMatchObject({
    code: "picture_too_large",
    message: "The picture must be smaller than 10 MB",
    fields: [{ field: "picture" }],
  });
});

test("a 429 says how long to wait, with or without a problem document", async () => {
  const wait = headers({ "Retry-After": "40" });
  const document = JSON.stringify(exampleProblem(429, "too_many_requests", { retry_after: 40 }));
  const before = performance.now();
  const error = await ApiError.fromResponse(429, document, wait);
  expect(error).toMatchObject({ code: "too_many_requests", retryAfter: 40 });
  expect(error.retryAt).toBeGreaterThanOrEqual(before + 40_000);
  expect((await ApiError.fromResponse(429, "", wait)).retryAfter).toBe(40);
  expect((await ApiError.fromResponse(429, "", headers({}))).retryAfter).toBe(30);
});

test("no other status than 429 asks to wait", async () => {
  const error = await ApiError.fromResponse(503, "", headers({ "Retry-After": "40" }));
  expect(error).toMatchObject({ retryAfter: null, retryAt: null });
});

test("only a 401 that is not a refused log-in means that the session is missing", async () => {
  expect(isSessionMissing(await ApiError.fromResponse(401, "", headers({})))).toBe(true);
  expect(isSessionMissing(await ApiError.fromResponse(403, "", headers({})))).toBe(false);
  expect(isSessionMissing(new Error("401"))).toBe(false);
  const refused = JSON.stringify(exampleProblem(401, "invalid_credentials"));
  expect(isSessionMissing(await ApiError.fromResponse(401, refused, headers({})))).toBe(false);
});

test("a request throws ApiError for problem responses and for network errors", async () => {
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

test("a response without a body is not an error", async () => {
  server.use(http.delete("*/api/sessions/current", () => new HttpResponse(null, { status: 204 })));
  await expect(logOut()).resolves.toBeNull();
});

test("a query leaves out null, repeats lists and escapes values", async () => {
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
