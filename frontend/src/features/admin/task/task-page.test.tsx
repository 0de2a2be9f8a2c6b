import { screen, waitFor, within } from "@testing-library/preact";
import { HttpResponse, http } from "msw";
import { expect, test, vi } from "vitest";
import type { AdminTaskDetail, Role } from "../../../api/generated";
import { openAdmin } from "../../../testing/admin";
import { exampleAdminTask, exampleAdminTaskDetail } from "../../../testing/examples";
import { mockEndpoint, problemResponse } from "../../../testing/profile";
import { server } from "../../../testing/server";

const id = exampleAdminTask().id;
const otherTaskId = "0197a000-0000-7000-8000-0000000000aa";
const user = {
  user_id: "0197a000-0000-7000-8000-00000000000b",
  sign_up_id: null,
  display_name: "Anna Lindqvist",
  email: "anna@example.com",
};
const error = { code: "smtp_refused", message: "Nobody has this address." };
const attempt = { worker: "mail@host-1", started_at: "2026-01-02T03:04:05.100Z" };

async function openTask(overrides: Partial<AdminTaskDetail> = {}, role: Role = "admin") {
  const serverState = { task: exampleAdminTaskDetail(overrides) };
  server.use(http.get("*/api/admin/tasks/:id", () => HttpResponse.json(serverState.task)));
  const app = openAdmin(`/admin/tasks/${id}`, {}, role);
  // Otherwise the mocks of the list would answer first.
  server.use(http.get(`*/api/admin/tasks/${id}`, () => HttpResponse.json(serverState.task)));
  await screen.findByRole("heading", { level: 1 });
  return { ...app, serverState };
}

test("the timeline shows the request and every attempt", async () => {
  await openTask({
    kind: "send_confirmation_email",
    state: "FAILURE",
    error,
    payload: { email: "a•••@example.com" },
    traceback: "second trace",
    attempts_history: [
      {
        ...attempt,
        number: 1,
        ended_at: "2026-01-02T03:04:06.100Z",
        outcome: "RETRY",
        error: { code: "smtp_busy", message: "The server is busy." },
        traceback: "first trace",
        log: ["connecting", "busy"],
      },
      {
        ...attempt,
        started_at: "2026-01-02T03:05:06.100Z",
        number: 2,
        ended_at: "2026-01-02T03:05:08.100Z",
        outcome: "FAILURE",
        error,
        traceback: "second trace",
        log: [],
      },
    ],
  });
  const story = within(screen.getByRole("region", { name: "What happened" }));
  expect(story.getAllByRole("heading", { level: 3 }).map((block) => block.textContent)).toEqual([
    "Requested",
    "Attempt 1",
    "Attempt 2",
  ]);
  expect(story.getByText("waited 100 ms")).toBeTruthy();
  expect(story.getByText("waited 1 min 0 s")).toBeTruthy();
  expect(story.getByText("ran 2.0 s")).toBeTruthy();
  expect(story.getByText("Failed, to be tried again")).toBeTruthy();
  expect(story.getByText("The server is busy.")).toBeTruthy();
  expect(story.getByText(/connecting\s+busy/)).toBeTruthy();
  expect(screen.getAllByText("Nobody has this address.")).toHaveLength(1);
  expect(screen.getByText(/"email": "a•••@example.com"/)).toBeTruthy();
  expect(screen.getAllByText("second trace")).toHaveLength(1);
  expect(screen.getByText("second trace").closest("details")?.open).toBe(true);
  expect(screen.getByText("first trace").closest("details")?.open).toBe(false);
});

test("a task that waits for others has no time", async () => {
  await openTask({ state: "PENDING", blockers: 2, run_at: "9999-01-01T00:00:00.000Z" });
  expect(await screen.findByText("Waits for 2 other tasks")).toBeTruthy();
  expect(screen.queryByText("Due")).toBeNull();
  expect(screen.queryByText(/9999/)).toBeNull();
});

test("the page shows the user and links to related tasks", async () => {
  await openTask({
    person: user,
    retry_of: otherTaskId,
    retried_by: otherTaskId,
    error_group: "smtp_refused in send",
    reference: "9558aa76ac6483b63f68e210d4cb671e",
    thumbnails: { 64: "/m/64.webp", 128: "/m/128.webp", 256: "/m/256.webp", 512: "/m/512.webp" },
    actions: [{ event: "task_retried", at: "2026-01-02T04:00:00.000Z", by: "boss@example.com" }],
  });
  const hrefs = Object.fromEntries(
    screen.getAllByRole("link").map((link) => [link.textContent, link.getAttribute("href")]),
  );
  expect(hrefs).toMatchObject({
    "Their other tasks": `/admin/tasks?user=${user.user_id}`,
    "The original task": `/admin/tasks/${otherTaskId}`,
    "The retry of this task": `/admin/tasks/${otherTaskId}`,
    "Tasks with the same error": "/admin/tasks?error=smtp_refused+in+send",
    "Tasks of the same worker": "/admin/tasks?worker=pictures-1%40host",
    "In Flower": `/flower/task/${id}`,
  });
  expect(screen.getByText("9558aa76ac6483b63f68e210d4cb671e")).toBeTruthy();
  expect(screen.getByText("anna@example.com", { exact: false })).toBeTruthy();
  expect(screen.getByRole("img", { name: "Thumbnail, 512 pixels" })).toBeTruthy();
  expect(screen.getByText("boss@example.com").closest("p")?.textContent).toBe(
    "boss@example.com ran it again",
  );
});

test("a reference is copied with one click", async () => {
  const { user: administrator } = await openTask({ reference: "ref-1" });
  await administrator.click(screen.getByRole("button", { name: "Copy Reference" }));
  expect(await navigator.clipboard.readText()).toBe("ref-1");
  expect(await screen.findByRole("button", { name: "Copied Reference" })).toBeTruthy();
});

test("a text that the browser does not copy is called not copied", async () => {
  const { user: administrator } = await openTask({ reference: "ref-1" });
  vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new DOMException("Denied"));
  await administrator.click(screen.getByRole("button", { name: "Copy Reference" }));
  const sentence = await screen.findByText(/^Not copied/);
  expect(sentence.getAttribute("role")).toBe("status");
});

test("an unfinished task is polled until it is final", async () => {
  const { serverState } = await openTask({
    state: "STARTED",
    progress: 40,
    step: "resizing",
    finished_at: null,
  });
  expect(screen.getByText("40 %, resizing")).toBeTruthy();
  serverState.task = exampleAdminTaskDetail();
  await waitFor(() => expect(screen.queryByRole("progressbar")).toBeNull());
  await waitFor(() =>
    expect(screen.getAllByRole("status").map(({ textContent }) => textContent)).toContain("Done"),
  );
});

test("the retry of a mail warns that it is sent again, and leads to the new task", async () => {
  const { user: administrator, serverState } = await openTask({ state: "FAILURE", queue: "mail" });
  const requests = mockEndpoint("post", `/admin/tasks/${id}/retry`, () =>
    HttpResponse.json(exampleAdminTask({ id: otherTaskId }), { status: 202 }),
  );
  await administrator.click(screen.getByRole("button", { name: "Run again…" }));
  const dialog = within(screen.getByRole("dialog", { name: "Run this task again?" }));
  expect(dialog.getByText(/It sends its mail again/)).toBeTruthy();
  expect(requests).toHaveLength(0);
  serverState.task = exampleAdminTaskDetail({ id: otherTaskId, state: "PENDING" });
  server.use(
    http.get(`*/api/admin/tasks/${otherTaskId}`, () => HttpResponse.json(serverState.task)),
  );
  await administrator.click(dialog.getByRole("button", { name: "Run again" }));
  await waitFor(() => expect(window.location.pathname).toBe(`/admin/tasks/${otherTaskId}`));
  expect(requests).toHaveLength(1);
});

test("a cancellation that comes too late shows the reason", async () => {
  const { user: administrator } = await openTask({ state: "PENDING", finished_at: null });
  mockEndpoint("post", `/admin/tasks/${id}/revoke`, () => problemResponse(409, "task_ended"));
  await administrator.click(screen.getByRole("button", { name: "Cancel…" }));
  await administrator.click(screen.getByRole("button", { name: "Cancel the task" }));
  expect((await screen.findByRole("alert")).textContent).toContain("The detail of task_ended.");
});

test.each([
  ["was already retried", { retried_by: otherTaskId }, "admin"],
  ["belongs to a deleted account", { forgotten: true }, "admin"],
  ["an operator looks at", {}, "operator"],
] as const)("a task that %s cannot be retried", async (_, differing, role) => {
  await openTask({ state: "FAILURE", ...differing }, role);
  expect(screen.queryByRole("button", { name: "Run again…" })).toBeNull();
  expect(screen.queryByRole("link", { name: "In Flower" }) === null).toBe(role === "operator");
});

test("a cancelled task shows who cancelled it, and no error", async () => {
  const cancelled = { code: "cancelled", message: "An administrator cancelled this." };
  await openTask({ kind: "expire_sign_ups", state: "REVOKED", error: cancelled });
  expect(screen.getByRole("heading", { name: "Sign-up clean-up", level: 1 })).toBeTruthy();
  const reason = screen.getByRole("heading", { name: "Reason" }).closest("section");
  expect(reason?.textContent).toContain("An administrator cancelled this.");
  expect(screen.queryByRole("heading", { name: "Error" })).toBeNull();
  expect(screen.getByRole("heading", { name: "Cancelled", level: 3 })).toBeTruthy();
});

test("an unknown task has a page of its own", async () => {
  server.use(http.get("*/api/admin/tasks/:id", () => problemResponse(404, "task_not_found")));
  openAdmin(`/admin/tasks/${id}`);
  server.use(http.get(`*/api/admin/tasks/${id}`, () => problemResponse(404, "task_not_found")));
  expect(await screen.findByRole("heading", { name: "This task does not exist" })).toBeTruthy();
});
