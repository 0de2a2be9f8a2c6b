import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import { confirm, listAdminTasks, logOut } from "./endpoints";
import { ApiError, isSignedOut } from "./problem";
import { exampleProblem } from "./testing/examples";
import { server } from "./testing/server";

test("a problem document's words, code and reference are kept", () => {
  const error = ApiError.fromAnswer(
    409,
    JSON.stringify(exampleProblem(409, "confirmation_used")),
    null,
  );
  expect(error).toMatchObject({
    status: 409,
    code: "confirmation_used",
    message: "The detail of confirmation_used.",
    reference: "ref-4711",
    fields: [],
    passing: false,
  });
});

test("a proxy's own page becomes a sentence, with the reference from the header", () => {
  const error = ApiError.fromAnswer(502, "<html>Bad Gateway</html>", "req-1");
  expect(error).toMatchObject({ code: "unreadable_answer", reference: "req-1", passing: true });
  expect(error.message).not.toContain("<html>");
});

test("a proxy that cuts off a large upload is told as the picture's size", () => {
  expect(ApiError.fromAnswer(413, "", null)).toMatchObject({
    code: "picture_too_large",
    message: "The picture must be smaller than 10 MB",
    fields: [{ field: "picture" }],
  });
});

test("only a 401 means that nobody is logged in", () => {
  expect(isSignedOut(ApiError.fromAnswer(401, "", null))).toBe(true);
  expect(isSignedOut(ApiError.fromAnswer(403, "", null))).toBe(false);
  expect(isSignedOut(new Error("401"))).toBe(false);
});

test("the fetch wrapper throws these errors, for the server's and for the network's", async () => {
  server.use(
    http.post("*/api/confirmations", () =>
      HttpResponse.json(exampleProblem(410, "confirmation_expired"), { status: 410 }),
    ),
  );
  await expect(confirm("token")).rejects.toMatchObject({
    status: 410,
    code: "confirmation_expired",
  });
  server.use(http.post("*/api/confirmations", () => HttpResponse.error()));
  await expect(confirm("token")).rejects.toMatchObject({ status: 0, code: "unreachable" });
});

test("an answer without a body is no error", async () => {
  server.use(http.delete("*/api/sessions/current", () => new HttpResponse(null, { status: 204 })));
  await expect(logOut()).resolves.toBeNull();
});

test("a query leaves out what is not asked for and escapes the rest", async () => {
  let search = "";
  server.use(
    http.get("*/api/admin/tasks", ({ request }) => {
      search = new URL(request.url).search;
      return HttpResponse.json({ items: [], next_cursor: null, kinds: [] });
    }),
  );
  await listAdminTasks({ kind: "a&b", state: null, limit: 25 }, new AbortController().signal);
  expect(search).toBe("?kind=a%26b&limit=25");
});
