import { screen, waitFor, within } from "@testing-library/preact";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test } from "vitest";
import { exampleAdminTask, exampleProblem, exampleProfile } from "../../testing/examples";
import { openApp } from "../../testing/render-app";
import { server } from "../../testing/server";

const kinds = ["resize_thumbnail", "send_confirmation_email"];
let asked: string[] = [];

function answerTasks(page: object) {
  server.use(
    http.get("*/api/admin/tasks", ({ request }) => {
      asked.push(new URL(request.url).search);
      return HttpResponse.json({ items: [], next_cursor: null, kinds, ...page });
    }),
  );
}

beforeEach(() => {
  asked = [];
  server.use(http.get("*/api/me", () => HttpResponse.json(exampleProfile({ role: "admin" }))));
});

test("tasks are listed with their state, times and error", async () => {
  const error = { code: "smtp_refused", message: "Nobody has this address." };
  const failed = exampleAdminTask({
    kind: "send_confirmation_email",
    state: "FAILURE",
    error,
    attempts: 3,
  });
  answerTasks({ items: [failed] });
  openApp("/admin/tasks");
  const row = (await screen.findByRole("link", { name: "Confirmation mail" })).closest("tr");
  for (const text of ["Failed", "0.1 s", "0.4 s", "3", "Nobody has this address."]) {
    expect(within(row as HTMLElement).getByText(text)).toBeTruthy();
  }
  expect(screen.getByRole("link", { name: "Workers in Flower" }).getAttribute("href")).toBe(
    "/flower/",
  );
});

test("a filter goes into the address and into the question, and can be cleared", async () => {
  answerTasks({ items: [exampleAdminTask()] });
  const { person } = openApp("/admin/tasks?cursor=abc");
  await screen.findByRole("table");
  await person.selectOptions(screen.getByLabelText("State"), "FAILURE");
  await waitFor(() => expect(window.location.search).toBe("?state=FAILURE"));
  await person.selectOptions(screen.getByLabelText("Kind"), "resize_thumbnail");
  await waitFor(() => expect(asked.at(-1)).toBe("?state=FAILURE&kind=resize_thumbnail&limit=25"));
  await person.click(screen.getByRole("button", { name: "Clear filters" }));
  await waitFor(() => expect(window.location.search).toBe(""));
});

test("older pages follow the cursor; newest leads back", async () => {
  answerTasks({ items: [exampleAdminTask()], next_cursor: "c-2" });
  const { person } = openApp("/admin/tasks?state=SUCCESS");
  await person.click(await screen.findByRole("link", { name: "Older" }));
  await waitFor(() => expect(asked.at(-1)).toBe("?state=SUCCESS&cursor=c-2&limit=25"));
  await person.click(await screen.findByRole("link", { name: "Newest" }));
  await waitFor(() => expect(window.location.search).toBe("?state=SUCCESS"));
});

test.each([
  ["?state=nonsense", "?limit=25"],
  ["?kind=no%20kind&state=FAILURE", "?state=FAILURE&limit=25"],
  ["?state=7&kind=7&cursor=7", "?limit=25"],
])("what is no good in the address %s is neither asked nor kept", async (search, question) => {
  answerTasks({ items: [exampleAdminTask()] });
  openApp(`/admin/tasks${search}`);
  await screen.findByRole("table");
  expect(asked).toEqual([question]);
  await waitFor(() => expect(window.location.search).not.toMatch(/nonsense|kind|7/));
});

test("a place that is no longer in the history leads to the newest, the filter kept", async () => {
  server.use(
    http.get("*/api/admin/tasks", ({ request }) =>
      new URL(request.url).searchParams.has("cursor")
        ? HttpResponse.json(exampleProblem(422, "cursor_invalid"), { status: 422 })
        : HttpResponse.json({ items: [exampleAdminTask()], next_cursor: null, kinds }),
    ),
  );
  openApp("/admin/tasks?state=SUCCESS&cursor=stale");
  expect(await screen.findByRole("table")).toBeTruthy();
  expect(window.location.search).toBe("?state=SUCCESS");
});

test("an empty history and an empty filter are told apart", async () => {
  answerTasks({});
  const { router } = openApp("/admin/tasks");
  expect(await screen.findByRole("heading", { name: "No task yet" })).toBeTruthy();
  await router.navigate({ to: "/admin/tasks", search: { state: "RETRY" } });
  expect(await screen.findByRole("heading", { name: "No task matches" })).toBeTruthy();
});

test("one task shows its error, times, attempts, payload and the last traceback in full", async () => {
  const error = { code: "smtp_refused", message: "Nobody has this address." };
  const attempt = { worker: "mail-1@host", started_at: "2026-01-02T03:04:05.100Z", error };
  server.use(
    http.get("*/api/admin/tasks/:id", () =>
      HttpResponse.json({
        ...exampleAdminTask({ kind: "send_confirmation_email", state: "FAILURE", error }),
        run_at: "2026-01-02T03:04:05.000Z",
        published_at: null,
        payload: { sign_up_id: "s-1" },
        traceback: "second trace",
        attempts_history: [
          {
            ...attempt,
            number: 1,
            ended_at: "2026-01-02T03:04:06.100Z",
            outcome: "RETRY",
            traceback: "first trace",
          },
          {
            ...attempt,
            number: 2,
            ended_at: "2026-01-02T03:04:07.100Z",
            outcome: "FAILURE",
            traceback: "second trace",
          },
        ],
      }),
    ),
  );
  openApp(`/admin/tasks/${exampleAdminTask().id}`);
  expect(await screen.findByRole("heading", { name: "Confirmation mail", level: 1 })).toBeTruthy();
  expect(screen.getByText("smtp_refused")).toBeTruthy();
  expect(screen.getByText(/"sign_up_id": "s-1"/)).toBeTruthy();
  expect(screen.getAllByText("second trace")).toHaveLength(1);
  expect(screen.getByText("first trace").closest("details")?.open).toBe(false);
  const rows = within(screen.getByRole("table")).getAllByRole("row");
  expect(rows.map((row) => row.textContent)).toEqual([
    "No.StartedRanWorkerOutcome",
    expect.stringMatching(/^1.*1\.0 smail-1@hostWill retryNobody has this address\.$/),
    expect.stringMatching(/^2.*2\.0 smail-1@hostFailedNobody has this address\.$/),
  ]);
});

test("a task that was cancelled says who wanted it so, and is no error", async () => {
  const error = { code: "cancelled", message: "An administrator cancelled this." };
  server.use(
    http.get("*/api/admin/tasks/:id", () =>
      HttpResponse.json({
        ...exampleAdminTask({ kind: "expire_sign_ups", state: "REVOKED", error }),
        run_at: "2026-01-02T03:04:05.000Z",
        published_at: null,
        payload: {},
        traceback: null,
        attempts_history: [],
      }),
    ),
  );
  openApp(`/admin/tasks/${exampleAdminTask().id}`);
  expect(await screen.findByRole("heading", { name: "Sign-up clean-up", level: 1 })).toBeTruthy();
  expect(screen.getByText("Cancelled")).toBeTruthy();
  expect(screen.getByText("cancelled")).toBeTruthy();
  const reason = screen.getByRole("heading", { name: "Reason" }).closest("section");
  expect(reason?.textContent).toContain("An administrator cancelled this.");
  expect(screen.queryByRole("heading", { name: "Error" })).toBeNull();
});
