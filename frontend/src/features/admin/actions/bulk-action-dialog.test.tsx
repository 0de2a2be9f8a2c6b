import { screen, waitFor, within } from "@testing-library/preact";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import type { BulkAnswer, TaskStatus } from "../../../api/generated";
import { openAdmin } from "../../../testing/admin";
import {
  exampleAdminTask,
  exampleAdminTaskDetail,
  exampleStatistics,
} from "../../../testing/examples";
import { problemResponse } from "../../../testing/profile";
import { server } from "../../../testing/server";

const id = (number: number) => `0197a000-0000-7000-8000-00000000000${number}`;
const tasks = [1, 2, 3].map((number) =>
  exampleAdminTask({ id: id(number), kind: "send_confirmation_email", state: "FAILURE" }),
);
const bulkId = "0197a000-0000-7000-8000-0000000000bb";

/** Mocks the endpoints of a bulk action; a test may change the progress of its task. */
function answerBulk(counted: Partial<BulkAnswer> = {}) {
  const sent: unknown[] = [];
  const bulk: Partial<TaskStatus> = { id: bulkId, kind: "retry_many", state: "PENDING" };
  const answer: BulkAnswer = {
    count: 2,
    capped: false,
    kinds: { send_confirmation_email: 2 },
    mails: 0,
    task: null,
    ...counted,
  };
  server.use(
    http.post("*/api/admin/tasks/bulk", async ({ request }) => {
      const body = (await request.json()) as { dry_run: boolean };
      sent.push(body);
      return body.dry_run
        ? HttpResponse.json(answer)
        : HttpResponse.json({ ...answer, task: exampleAdminTask(bulk) }, { status: 202 });
    }),
    http.get(`*/api/admin/tasks/${bulkId}`, () => HttpResponse.json(exampleAdminTaskDetail(bulk))),
  );
  return { sent, bulk };
}

async function openList(search = "") {
  const app = openAdmin(`/admin/tasks${search}`, { tasks });
  await screen.findByRole("table");
  return app;
}

test("selected tasks are counted, confirmed and followed, and the list is fetched again", async () => {
  const { user, requests } = await openList();
  const { sent, bulk } = answerBulk({ mails: 2 });
  const ticks = screen.getAllByRole("checkbox", { name: "Choose Confirmation mail" });
  await user.click(ticks[0] as HTMLElement);
  await user.click(ticks[1] as HTMLElement);
  expect(screen.getByText("2 chosen")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Retry…" }));

  const dialog = within(await screen.findByRole("dialog", { name: "Run 2 tasks again?" }));
  expect(dialog.getByText("Confirmation mail: 2")).toBeTruthy();
  expect(dialog.getByText(/^2 mails will be sent again/)).toBeTruthy();
  const selection = { action: "retry", ids: [id(1), id(2)], filter: null };
  expect(sent).toEqual([{ ...selection, dry_run: true }]);

  Object.assign(bulk, { state: "STARTED", progress: 50, step: "1 of 2" });
  await user.click(dialog.getByRole("button", { name: "Retry 2 tasks" }));
  expect(await dialog.findByText("1 of 2")).toBeTruthy();
  expect(sent.at(-1)).toEqual({ ...selection, dry_run: false });
  expect(dialog.getByRole<HTMLProgressElement>("progressbar").value).toBe(50);
  expect(
    dialog.getByRole("link", { name: "Open the task of this action" }).getAttribute("href"),
  ).toBe(`/admin/tasks/${bulkId}`);

  requests.length = 0;
  Object.assign(bulk, { state: "SUCCESS", progress: 100, result: { done: 2 } });
  expect(await dialog.findByRole("heading", { name: "2 tasks on the way again" })).toBeTruthy();
  await waitFor(() => expect(requests).toContain("list?limit=50"));
  await user.click(dialog.getByRole("button", { name: "Close" }));
  expect(screen.queryByText("2 chosen")).toBeNull();
});

test("a running bulk action can be aborted", async () => {
  const { user } = await openList("?state=FAILURE");
  const { sent, bulk } = answerBulk({ count: 10_000, capped: true });
  await user.click(screen.getByRole("button", { name: "Cancel all that match…" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Cancel 10,000+ tasks?" }));
  expect(sent).toEqual([
    {
      action: "revoke",
      ids: null,
      filter: { state: ["FAILURE"], to: expect.stringMatching(/Z$/) },
      dry_run: true,
    },
  ]);
  Object.assign(bulk, { state: "STARTED", progress: 5 });
  await user.click(dialog.getByRole("button", { name: "Cancel 10,000+ tasks" }));
  expect(sent.at(-1)).toEqual({ ...(sent[0] as object), dry_run: false });
  server.use(
    http.post(`*/api/admin/tasks/${bulkId}/revoke`, () => {
      Object.assign(bulk, { state: "REVOKED" });
      return HttpResponse.json(exampleAdminTask(bulk));
    }),
  );
  await user.click(await dialog.findByRole("button", { name: "Abort" }));
  expect(await dialog.findByRole("heading", { name: "Cancelling was aborted" })).toBeTruthy();
  expect(dialog.queryByRole("button", { name: "Abort" })).toBeNull();
});

test("an error group is retried as a whole, within the shown time", async () => {
  const statistics = exampleStatistics({
    error_groups: [
      {
        name: "mail_refused in smtp.send",
        count: 14,
        first_at: "2026-01-02T03:00:00.000Z",
        last_at: "2026-01-02T03:30:00.000Z",
      },
    ],
  });
  const { user } = openAdmin("/admin/tasks?state=FAILURE", { tasks, statistics });
  const { sent } = answerBulk({ count: 14 });
  await user.click(await screen.findByRole("button", { name: "Chart and errors" }));
  await user.click(
    await screen.findByRole("button", { name: "Retry all 14 with mail_refused in smtp.send" }),
  );
  expect(await screen.findByRole("dialog", { name: "Run 14 tasks again?" })).toBeTruthy();
  expect(sent).toEqual([
    {
      action: "retry",
      ids: null,
      filter: {
        error: "mail_refused in smtp.send",
        kind: null,
        from: statistics.since,
        to: statistics.until,
      },
      dry_run: true,
    },
  ]);
  await user.click(screen.getByRole("button", { name: "Leave it" }));
  await user.click(screen.getByRole("link", { name: "Show tasks with mail_refused in smtp.send" }));
  await waitFor(() => expect(window.location.search).toContain("error=mail_refused"));
});

test("an action without tasks says so and cannot be confirmed", async () => {
  const { user } = await openList();
  answerBulk({ count: 0, kinds: {} });
  await user.click(screen.getAllByRole("checkbox", { name: /^Choose Conf/ })[0] as HTMLElement);
  await user.click(screen.getByRole("button", { name: "Retry…" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Nothing to retry" }));
  expect(dialog.getAllByRole("button").map((button) => button.textContent)).toEqual(["Close"]);
});

test("an action whose tasks were handled meanwhile says so", async () => {
  const { user } = await openList();
  answerBulk();
  await user.click(screen.getAllByRole("checkbox", { name: /^Choose Conf/ })[0] as HTMLElement);
  await user.click(screen.getByRole("button", { name: "Retry…" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Run 2 tasks again?" }));
  const nothing = { count: 0, capped: false, kinds: {}, mails: 0, task: null };
  server.use(http.post("*/api/admin/tasks/bulk", () => HttpResponse.json(nothing)));
  await user.click(dialog.getByRole("button", { name: "Retry 2 tasks" }));
  expect(await dialog.findByRole("heading", { name: "Nothing to retry" })).toBeTruthy();
});

test("a failed count shows the error with its reference", async () => {
  const { user } = await openList();
  server.use(http.post("*/api/admin/tasks/bulk", () => problemResponse(403, "not_allowed")));
  await user.click(screen.getAllByRole("checkbox", { name: /^Choose Conf/ })[0] as HTMLElement);
  await user.click(screen.getByRole("button", { name: "Cancel…" }));
  const dialog = within(await screen.findByRole("dialog", { name: "This did not work" }));
  expect(dialog.getByRole("alert").textContent).toContain("ref-4711");
});

test("shortcuts move, select and act, and do nothing while the user types", async () => {
  const { user } = await openList();
  const { sent } = answerBulk();
  await user.keyboard("jj");
  expect(document.activeElement?.closest("tr")?.dataset.task).toBe(id(2));
  await user.keyboard("k");
  expect(document.activeElement?.closest("tr")?.dataset.task).toBe(id(1));
  await user.keyboard("xjj{Shift>}X{/Shift}");
  expect(screen.getByText("3 chosen")).toBeTruthy();
  await user.keyboard("r");
  expect(await screen.findByRole("dialog", { name: "Run 2 tasks again?" })).toBeTruthy();
  expect(sent).toEqual([
    { action: "retry", ids: [id(1), id(2), id(3)], filter: null, dry_run: true },
  ]);
  await user.keyboard("c?");
  expect(screen.getAllByRole("dialog")).toHaveLength(1);
  await user.click(screen.getByRole("button", { name: "Leave it" }));

  await user.keyboard("/");
  expect(document.activeElement).toBe(screen.getByRole("searchbox"));
  await user.keyboard("jxrc?");
  expect(screen.getByRole<HTMLInputElement>("searchbox").value).toBe("jxrc?");
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("Enter opens the focused task, and the way back keeps the list", async () => {
  const { user } = await openList("?state=FAILURE");
  server.use(
    http.get(`*/api/admin/tasks/${id(1)}`, () =>
      HttpResponse.json(exampleAdminTaskDetail({ id: id(1), state: "FAILURE" })),
    ),
  );
  await user.keyboard("j{Enter}");
  await user.click(await screen.findByRole("link", { name: /Back to the list/ }));
  await waitFor(() => expect(window.location.search).toBe("?state=FAILURE"));
});

test("the help lists the shortcuts and can turn them off for good", async () => {
  const { user } = await openList();
  await user.keyboard("?");
  const help = within(await screen.findByRole("dialog", { name: "Keyboard" }));
  expect(help.getByText("Next and previous task")).toBeTruthy();
  await user.click(help.getByRole("checkbox", { name: "Use single keys as shortcuts" }));
  await user.click(help.getByRole("button", { name: "Close" }));
  await user.keyboard("?j");
  expect(screen.queryByRole("dialog")).toBeNull();
  await user.click(screen.getByRole("button", { name: "Keyboard" }));
  await user.click(screen.getByRole("checkbox", { name: "Use single keys as shortcuts" }));
  await user.click(screen.getByRole("button", { name: "Close" }));
  await user.keyboard("j");
  expect(document.activeElement?.closest("tr")?.dataset.task).toBe(id(1));
});

test("the dialog says why some of the selected tasks will not run again", async () => {
  const { user } = await openList();
  answerBulk({ count: 1, kinds: { send_confirmation_email: 1 } });
  await user.click(screen.getByRole("checkbox", { name: "Choose all on this page" }));
  await user.click(screen.getByRole("button", { name: "Retry…" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Run 1 task again?" }));
  expect(dialog.getByText(/^2 tasks of the chosen ones will not run: only failed/)).toBeTruthy();
});
