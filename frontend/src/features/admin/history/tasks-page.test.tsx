import { screen, waitFor, within } from "@testing-library/preact";
import { HttpResponse, http } from "msw";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openAdmin } from "../../../testing/admin";
import { exampleAdminTask, exampleProblem, exampleStatistics } from "../../../testing/examples";
import { server } from "../../../testing/server";

// Days of another year are shown with their year.
beforeEach(() => void vi.setSystemTime("2026-01-02T12:00:00.000Z"));
afterEach(() => void vi.useRealTimers());

const mail = exampleAdminTask({ id: "0197a000-0000-7000-8000-000000000002" });
const failed = exampleAdminTask({
  kind: "send_confirmation_email",
  state: "FAILURE",
  error: { code: "smtp_refused", message: "Address unknown." },
  attempts: 3,
});
const lists = (requests: readonly string[]) =>
  requests.filter((request) => request.startsWith("list"));
const chips = () =>
  within(screen.getByRole("list", { name: "Chosen filters" }))
    .getAllByRole("listitem")
    .map((chip) => chip.textContent);

test("tasks are listed with their state, times, worker and error", async () => {
  openAdmin("/admin/tasks", { tasks: [failed], count: { count: 10_000, capped: true } });
  const row = (await screen.findByRole("link", { name: "Confirmation mail" })).closest("tr");
  for (const text of ["Failed", "100 ms", "400 ms", "3", "pictures-1@host", "Address unknown."]) {
    expect(within(row as HTMLElement).getByText(text)).toBeTruthy();
  }
  expect(await screen.findByText("10,000+ tasks")).toBeTruthy();
});

test("filters are in the address and the request, and their chips remove one or all", async () => {
  const { user, requests } = openAdmin("/admin/tasks?cursor=abc", { tasks: [failed] });
  await screen.findByRole("table");
  await user.click(screen.getByRole("checkbox", { name: "Failed" }));
  await user.click(screen.getByRole("checkbox", { name: "Will retry" }));
  await user.selectOptions(screen.getByLabelText("Kind"), "Picture");
  await user.type(screen.getByRole("searchbox", { name: "Search" }), "anna@example.com{Enter}");
  await waitFor(() =>
    expect(lists(requests).at(-1)).toBe(
      "list?kind=resize_thumbnail&q=anna@example.com&state=RETRY&state=FAILURE&limit=50",
    ),
  );
  expect(new URLSearchParams(window.location.search).get("state")).toBe("RETRY,FAILURE");
  expect(chips()).toEqual([
    "State: Will retry",
    "State: Failed",
    "Kind: Picture",
    "Search: anna@example.com",
    "Clear all",
  ]);
  await user.click(screen.getByRole("button", { name: "Remove filter State: Will retry" }));
  await waitFor(() => expect(window.location.search).toContain("state=FAILURE&"));
  await user.click(screen.getByRole("button", { name: "Clear all" }));
  await waitFor(() => expect(window.location.search).toBe(""));
  await waitFor(() => expect(screen.getByRole<HTMLInputElement>("searchbox").value).toBe(""));
});

test("the browser's back button restores the previous filter", async () => {
  const { user, router } = openAdmin("/admin/tasks", { tasks: [failed] });
  await screen.findByRole("table");
  await user.click(screen.getByRole("checkbox", { name: "Failed" }));
  await waitFor(() => expect(window.location.search).toBe("?state=FAILURE"));
  router.history.back();
  await waitFor(() =>
    expect(screen.getByRole<HTMLInputElement>("checkbox", { name: "Failed" }).checked).toBe(false),
  );
});

test("a time is a range or has a begin and an end, which must be in order", async () => {
  const { user, requests } = openAdmin("/admin/tasks", { tasks: [failed] });
  await screen.findByRole("table");
  await user.selectOptions(screen.getByLabelText("Time"), "Last 7 days");
  await waitFor(() => expect(window.location.search).toBe("?last=P7D"));
  await waitFor(() => expect(lists(requests).at(-1)).toBe("list?last=P7D&limit=50"));
  await user.click(screen.getByRole("radio", { name: "UTC" }));
  await user.selectOptions(screen.getByLabelText("Time"), "Between…");
  const end = (name: string, value: string) => {
    const field = screen.getByLabelText<HTMLInputElement>(name);
    field.value = value;
  };
  end("From", "2026-01-02T04:00");
  end("To", "2026-01-02T03:00");
  await user.click(screen.getByRole("button", { name: "Show" }));
  expect((await screen.findByRole("alert")).textContent).toBe(
    "The end must be after the beginning.",
  );
  end("To", "2026-01-02T05:00");
  await user.click(screen.getByRole("button", { name: "Show" }));
  await waitFor(() => expect(chips()).toContain("2 Jan, 04:00 – 2 Jan, 05:00"));
  await waitFor(() =>
    expect(lists(requests).at(-1)).toBe(
      "list?from=2026-01-02T04:00:00.000Z&to=2026-01-02T05:00:00.000Z&limit=50",
    ),
  );
});

test.each([
  ["Europe/Berlin", "To", "1970-01-01T00:30"],
  ["America/New_York", "From", "9999-12-31T23:59:59"],
])("in %s, a time outside the allowed years gets a sentence", async (zone, name, value) => {
  vi.stubEnv("TZ", zone);
  const { user } = openAdmin("/admin/tasks", { tasks: [failed] });
  await screen.findByRole("table");
  await user.selectOptions(screen.getByLabelText("Time"), "Between…");
  screen.getByLabelText<HTMLInputElement>(name).value = value;
  await user.click(screen.getByRole("button", { name: "Show" }));
  expect((await screen.findByRole("alert")).textContent).toBe("Choose a year from 1970 to 9999.");
});

test("the time zone that another tab chose is shown at once", async () => {
  openAdmin("/admin/tasks", { tasks: [failed] });
  const utc = await screen.findByRole<HTMLInputElement>("radio", { name: "UTC" });
  expect(utc.checked).toBe(false);
  localStorage.setItem("foyer.zone", "UTC");
  window.dispatchEvent(new StorageEvent("storage", { key: "foyer.zone" }));
  await waitFor(() => expect(utc.checked).toBe(true));
});

test.each([
  ["?state=nonsense", "list?limit=50"],
  ["?kind=no%20kind&state=FAILURE", "list?state=FAILURE&limit=50"],
  ["?last=7&user=7&from=7", "list?limit=50"],
])("the invalid parameter %s is neither requested nor kept", async (search, request) => {
  const { requests } = openAdmin(`/admin/tasks${search}`, { tasks: [failed] });
  await screen.findByRole("table");
  expect(lists(requests)).toEqual([request]);
  expect(window.location.search).not.toMatch(/nonsense|kind|7/);
});

test("older pages follow the cursor, and links lead back to newer ones", async () => {
  const { user, requests } = openAdmin("/admin/tasks?state=SUCCESS", {
    tasks: [mail],
    next: "c-2",
  });
  await user.click(await screen.findByRole("link", { name: "Older" }));
  await waitFor(() =>
    expect(lists(requests).at(-1)).toBe("list?state=SUCCESS&cursor=c-2&limit=50"),
  );
  await user.click(await screen.findByRole("button", { name: "Newer" }));
  await waitFor(() => expect(screen.queryByRole("button", { name: "Newer" })).toBeNull());
  expect(window.location.search).toBe("?state=SUCCESS");
  await user.click(await screen.findByRole("link", { name: "Older" }));
  await user.click(await screen.findByRole("link", { name: "Newest" }));
  await waitFor(() => expect(window.location.search).toBe("?state=SUCCESS"));
});

test("an invalid cursor leads to the newest page with the same filter", async () => {
  openAdmin("/admin/tasks?state=SUCCESS&cursor=stale");
  server.use(
    http.get("*/api/admin/tasks", ({ request }) =>
      new URL(request.url).searchParams.has("cursor")
        ? HttpResponse.json(exampleProblem(422, "cursor_invalid"), { status: 422 })
        : HttpResponse.json({ items: [mail], next_cursor: null, first_cursor: "c", kinds: [] }),
    ),
  );
  expect(await screen.findByRole("table")).toBeTruthy();
  expect(window.location.search).toBe("?state=SUCCESS");
});

test("an empty history and an empty filter have different messages", async () => {
  const { user } = openAdmin("/admin/tasks");
  expect(await screen.findByRole("heading", { name: "No task yet" })).toBeTruthy();
  await user.click(screen.getByRole("checkbox", { name: "Will retry" }));
  expect(await screen.findByRole("heading", { name: "No task matches" })).toBeTruthy();
});

test("a slow query shows its error with the reference and can be tried again", async () => {
  const { user } = openAdmin("/admin/tasks?q=anything");
  let slow = true;
  server.use(
    http.get("*/api/admin/tasks", () =>
      slow
        ? HttpResponse.json(exampleProblem(403, "query_too_slow"), { status: 403 })
        : HttpResponse.json({ items: [mail], next_cursor: null, first_cursor: "c", kinds: [] }),
    ),
  );
  expect((await screen.findByRole("alert")).textContent).toContain("ref-4711");
  slow = false;
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("table")).toBeTruthy();
});

test("the statistics use the chosen time and kind and no other filter", async () => {
  const { requests } = openAdmin("/admin/tasks?kind=send_notice&state=FAILURE&last=PT1H", {
    statistics: exampleStatistics({
      failure_rate: 0.042,
      wait: { p50: 0.04, p95: 12 },
      run: { p50: 1.5, p95: 75 },
    }),
    workers: {
      workers: [
        {
          name: "mail@host-1",
          started_at: "2026-01-02T03:00:00.000Z",
          seen_at: "2026-01-02T03:04:00.000Z",
          silent: true,
          queues: ["mail"],
          running: [],
        },
      ],
      queues: [
        {
          name: "mail",
          processes: 4,
          waiting: 1200,
          oldest_due_at: "2026-01-02T03:04:00.000Z",
          oldest: null,
          paused_at: null,
        },
        {
          name: "pictures",
          processes: 2,
          waiting: 3,
          oldest_due_at: null,
          oldest: null,
          paused_at: null,
        },
      ],
    },
  });
  expect(await screen.findByText("4.2%")).toBeTruthy();
  expect(screen.getByText("40 ms").textContent).toBe("40 ms median");
  for (const figure of ["12 s", "1.5 s median", "1 min 15 s", "1,203", "1 silent"]) {
    expect(screen.getByText((_, element) => element?.textContent?.trim() === figure)).toBeTruthy();
  }
  expect(requests.filter((request) => request.startsWith("stats"))).toEqual([
    "stats?kind=send_notice&last=PT1H&error_groups=50",
  ]);
});

test("the keyboard selects a time in the histogram", async () => {
  const statistics = exampleStatistics({ counts: { SUCCESS: 3, FAILURE: 1 } });
  statistics.bars[1] = {
    began_at: "2026-01-02T03:20:00.000Z",
    counts: { SUCCESS: 3, FAILURE: 1 },
  };
  const { user } = openAdmin("/admin/tasks", { tasks: [mail], statistics });
  await user.click(await screen.findByRole("button", { name: "Chart and errors" }));
  const histogram = await screen.findByRole("slider", { name: "Tasks over time" });
  await user.click(screen.getByRole("radio", { name: "UTC" }));
  histogram.focus();
  await user.keyboard("{ArrowLeft}");
  expect(histogram.getAttribute("aria-valuetext")).toBe("03:20 to 03:40: 1 failed, 3 done");
  await user.keyboard("{Shift>}{ArrowLeft}{/Shift}");
  expect(histogram.getAttribute("aria-valuetext")).toBe("03:00 to 03:40: 1 failed, 3 done");
  await user.keyboard("{Enter}");
  await waitFor(() => expect(chips()).toContain("2 Jan, 03:00 – 2 Jan, 03:40"));
});

test("the histogram has a table with its numbers", async () => {
  const statistics = exampleStatistics({ counts: { FAILURE: 1 } });
  statistics.bars[1] = { began_at: "2026-01-02T03:20:00.000Z", counts: { FAILURE: 1 } };
  const { user } = openAdmin("/admin/tasks", { statistics });
  await user.click(await screen.findByRole("button", { name: "Chart and errors" }));
  await user.click(await screen.findByText("As a table"));
  const rows = within(screen.getByRole("table")).getAllByRole("row");
  expect(rows.map((row) => row.textContent)).toEqual([
    "FromFailed",
    expect.stringMatching(/^2 Jan, \d\d:201$/),
  ]);
});

test("the CSV file has the same filters as the page", async () => {
  openAdmin("/admin/tasks?state=FAILURE,RETRY&kind=send_notice");
  const link = await screen.findByRole("link", { name: "CSV of the filtered tasks" });
  expect(link.getAttribute("href")).toEqual(
    expect.stringMatching(
      /^\/api\/admin\/tasks\.csv\?kind=send_notice&state=RETRY&state=FAILURE&foyer_user=/,
    ),
  );
});
