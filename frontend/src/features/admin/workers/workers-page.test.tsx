import { screen, within } from "@testing-library/preact";
import { expect, test } from "vitest";
import { openAdmin } from "../../../testing/admin";

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
          oldest_due_at: "2026-01-02T03:04:00.000Z",
          oldest: {
            id: "0197a000-0000-7000-8000-000000000003",
            kind: "send_notice",
            person: { id: null, display_name: "Ada King", email: "a•••@example.com" },
          },
        },
        { name: "bulk", processes: 0, waiting: 0, oldest_due_at: null, oldest: null },
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
  expect(queues[2]?.textContent).toMatch(/^bulknone0/);
  expect(queues[1]?.textContent).toMatch(
    /^mail41,200.* agoNotice by mailAda King a•••@example\.com$/,
  );
  expect(screen.getByRole("link", { name: /are in Flower$/ })).toBeTruthy();
});

test("without workers the page says so, and operators have no link to Flower", async () => {
  openAdmin("/admin/workers", {}, "operator");
  expect(await screen.findByRole("heading", { name: "No worker is running" })).toBeTruthy();
  expect(screen.getByText("No queue is known yet.")).toBeTruthy();
  expect(screen.queryByRole("link", { name: /Flower/ })).toBeNull();
});
