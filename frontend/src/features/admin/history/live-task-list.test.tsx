import { screen, within } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openAdmin } from "../../../testing/admin";
import { exampleAdminTask } from "../../../testing/examples";
import { advanceTime, advanceTimeUntil, useFakeTime } from "../../../testing/time";

const ended = exampleAdminTask();
const running = exampleAdminTask({ state: "STARTED", progress: 40, finished_at: null });
const newer = exampleAdminTask({
  id: "0197a000-0000-7000-8000-000000000009",
  kind: "send_notice",
  created_at: "2026-01-02T03:05:00.000Z",
});

let visibility: DocumentVisibilityState = "visible";

beforeEach(() => {
  useFakeTime();
  visibility = "visible";
  vi.spyOn(document, "visibilityState", "get").mockImplementation(() => visibility);
});
afterEach(() => vi.useRealTimers());

const rows = () =>
  within(screen.getByRole("table"))
    .getAllByRole("link")
    .map((link) => link.textContent);
const clickOn = async (name: string) => {
  screen.getByRole("button", { name }).click();
  await advanceTime(500);
};

const firstRequests = ["list", "count", "stats", "workers"];

/** Opens the page and clears the list of its first requests. */
async function openList(given: Parameters<typeof openAdmin>[1], search = "") {
  const { requests, ...app } = openAdmin(`/admin/tasks${search}`, given);
  const isSent = (name: string) => requests.some((request) => request.startsWith(name));
  await advanceTimeUntil(() => screen.queryByRole("table") !== null && firstRequests.every(isSent));
  await advanceTime(1_000);
  requests.length = 0;
  return { requests, ...app };
}

test("a poll is one request, and new tasks are announced without moving the rows", async () => {
  const { requests, serverState } = await openList({ tasks: [ended] });
  serverState.newer = { count: 12, capped: false };
  serverState.tasks = [newer, ended];
  await advanceTime(5_000);
  expect(requests).toEqual(["count?newer_than=c-first"]);
  expect(rows()).toEqual(["Picture"]);
  serverState.newer = { count: 0, capped: false };
  await clickOn("12 new tasks");
  expect(rows()).toEqual(["Notice by mail", "Picture"]);
  expect(screen.queryByRole("button", { name: /new task/ })).toBeNull();
});

test("the number of tasks is announced", async () => {
  await openList({ tasks: [ended], count: { count: 7, capped: false } });
  const announcements = screen.getAllByRole("status").map(({ textContent }) => textContent);
  expect(announcements).toContain("7 tasks");
});

test("an unfinished row gets its new state with one request for each poll", async () => {
  const { requests, serverState } = await openList({ tasks: [running] });
  expect(screen.getByText("Running, 40 %")).toBeTruthy();
  serverState.tasks = [newer, { ...running, state: "SUCCESS", progress: 100 }];
  await advanceTime(5_000);
  expect(requests).toEqual(["list?limit=50"]);
  expect(rows()).toEqual(["Picture"]);
  expect(within(screen.getByRole("table")).getByText("Done")).toBeTruthy();
  expect(screen.getByRole("button", { name: "1 new task" })).toBeTruthy();
  requests.length = 0;
  await advanceTime(5_000);
  expect(requests).toEqual(["count?newer_than=c-first"]);
});

test("a row that left the filter keeps its place and says so", async () => {
  const { serverState } = await openList({ tasks: [running] }, "?state=STARTED");
  serverState.tasks = [];
  await advanceTime(5_000);
  expect(rows()).toEqual(["Picture"]);
  expect(screen.getByText("no longer matches")).toBeTruthy();
});

test("an older page with final tasks is not polled", async () => {
  const { requests } = await openList({ tasks: [ended] }, "?cursor=c-2");
  await advanceTime(20_000);
  expect(requests).toEqual([]);
});

test("pausing stops the polling, and resuming polls at once", async () => {
  const { requests } = await openList({ tasks: [ended] });
  await clickOn("Pause live updates");
  requests.length = 0;
  await advanceTime(70_000);
  expect(requests).toEqual([]);
  await clickOn("Resume live updates");
  await advanceTime(5_000);
  expect(requests).toContain("count?newer_than=c-first");
});

test("a hidden tab does not poll", async () => {
  const { requests } = await openList({ tasks: [running] });
  visibility = "hidden";
  window.dispatchEvent(new Event("visibilitychange"));
  await advanceTime(70_000);
  expect(requests).toEqual([]);
});

test("the statistics are fetched less often than the list", async () => {
  const { requests } = await openList({ tasks: [ended] });
  await advanceTime(61_000);
  const counted = (name: string) => requests.filter((request) => request.startsWith(name)).length;
  expect(counted("count")).toBe(12);
  expect(counted("stats")).toBe(2);
  expect(counted("workers")).toBe(2);
  expect(counted("list")).toBe(0);
});
