import { screen, waitFor, within } from "@testing-library/preact";
import { expect, test } from "vitest";
import type { Workers } from "../../../api/generated";
import { openAdmin } from "../../../testing/admin";
import { mockEndpoint, noContent, problemResponse } from "../../../testing/profile";

const worker = {
  name: "mail@host-1",
  started_at: "2026-01-02T03:00:00.000Z",
  seen_at: new Date().toISOString(),
  silent: false,
  queues: ["mail"],
  running: [],
};
const running = {
  id: "0197a000-0000-7000-8000-000000000001",
  kind: "resize_thumbnail",
  started_at: "2026-01-02T03:04:00.000Z",
};

const queue = (name: string, paused_at: string | null = null): Workers["queues"][number] => ({
  name,
  processes: 0,
  waiting: 0,
  oldest_due_at: null,
  oldest: null,
  paused_at,
});

test("workers are shown with their running tasks, and a silent one is marked", async () => {
  openAdmin("/admin/workers", {
    workers: {
      workers: [
        worker,
        { ...worker, name: "pictures@host-1", running: [running] },
        { ...worker, name: "lost@host-2", silent: true, seen_at: "2026-01-02T03:00:00.000Z" },
      ],
      queues: [
        {
          name: "mail",
          processes: 4,
          waiting: 1200,
          paused_at: null,
          oldest_due_at: "2026-01-02T03:04:00.000Z",
          oldest: {
            id: "0197a000-0000-7000-8000-000000000003",
            kind: "send_notice",
            person: { id: null, display_name: "Ada King", email: "a•••@example.com" },
          },
        },
        queue("bulk"),
      ],
    },
  });
  const card = async (name: string) =>
    within((await screen.findByRole("heading", { name })).closest("li") as HTMLElement);
  expect((await card("mail@host-1")).getByText("Idle")).toBeTruthy();
  const working = await card("pictures@host-1");
  expect(working.getByText("Working")).toBeTruthy();
  expect(working.getByRole("link", { name: "Picture" }).getAttribute("href")).toBe(
    `/admin/tasks/${running.id}`,
  );
  const lost = await card("lost@host-2");
  expect(lost.getByText("Silent")).toBeTruthy();
  expect(lost.getByText(/^Last heartbeat .* ago\./)).toBeTruthy();
  expect(lost.getByRole("link", { name: "Its tasks of lost@host-2" }).getAttribute("href")).toBe(
    "/admin/tasks?worker=lost%40host-2",
  );
  const queues = within(screen.getByRole("table")).getAllByRole("row");
  expect(queues[2]?.textContent).toMatch(/^bulk.*none0/);
  expect(queues[1]?.textContent).toMatch(
    /^mail.*41,200.* agoNotice by mailAda King a•••@example\.com$/,
  );
  expect(screen.getByRole("link", { name: /are in Flower$/ })).toBeTruthy();
});

test("without workers the page says so, and operators have no link to Flower", async () => {
  openAdmin("/admin/workers", {}, "operator");
  expect(await screen.findByRole("heading", { name: "No worker is running" })).toBeTruthy();
  expect(screen.getByText("No queue is known yet.")).toBeTruthy();
  expect(screen.queryByRole("link", { name: /Flower/ })).toBeNull();
});

test("a queue is paused after a confirmation, and resumed at once", async () => {
  const { user, serverState } = openAdmin("/admin/workers", {
    workers: { workers: [], queues: [queue("bulk"), queue("mail")] },
  });
  const setPause = (pausedAt: string | null) => {
    serverState.workers = { workers: [], queues: [queue("bulk"), queue("mail", pausedAt)] };
    return noContent();
  };
  const pauses = mockEndpoint("put", "/admin/queues/mail/pause", () =>
    setPause("2026-01-02T03:04:00.000Z"),
  );
  mockEndpoint("delete", "/admin/queues/mail/pause", () => setPause(null));
  await user.click(await screen.findByRole("button", { name: "Pause mail" }));
  const dialog = within(screen.getByRole("dialog", { name: "Pause the queue mail?" }));
  expect(pauses).toEqual([]);
  await user.click(dialog.getByRole("button", { name: "Pause" }));
  expect(await screen.findByText("The queue mail is paused.")).toBeTruthy();
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(await screen.findByRole("row", { name: /^mail Paused/ })).toBeTruthy();
  await user.click(await screen.findByRole("button", { name: "Resume mail" }));
  expect(await screen.findByText("The tasks of mail run again.")).toBeTruthy();
  expect(await screen.findByRole("button", { name: "Pause mail" })).toBeTruthy();
});

test("a pause that fails says why", async () => {
  const queues = { workers: [], queues: [queue("mail")] };
  const { user } = openAdmin("/admin/workers", { workers: queues });
  mockEndpoint("put", "/admin/queues/mail/pause", () => problemResponse(404, "queue_not_found"));
  await user.click(await screen.findByRole("button", { name: "Pause mail" }));
  const dialog = within(screen.getByRole("dialog"));
  await user.click(dialog.getByRole("button", { name: "Pause" }));
  expect((await dialog.findByRole("alert")).textContent).toContain(
    "The detail of queue_not_found.",
  );
});

test("operators see that a queue is paused, but have no button", async () => {
  const queues = [queue("mail", "2026-01-02T03:04:00.000Z")];
  openAdmin("/admin/workers", { workers: { workers: [], queues } }, "operator");
  expect(await screen.findByRole("row", { name: /^mail Paused/ })).toBeTruthy();
  expect(screen.queryByRole("button", { name: /Pause|Resume/ })).toBeNull();
});
