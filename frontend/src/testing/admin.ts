import { HttpResponse, http } from "msw";
import type {
  AdminTask,
  ListedTask,
  Role,
  StaffMember,
  TaskCount,
  TaskStatistics,
  Workers,
} from "../api/generated";
import { exampleProfile, exampleStatistics } from "./examples";
import { openApp } from "./render-app";
import { server } from "./server";

// Imported here, so that the first test does not have to wait for the pages on a busy machine.
import "../features/admin/admin-layout";
import "../features/admin/history/tasks-page";
import "../features/admin/staff/staff-page";
import "../features/admin/task/task-page";
import "../features/admin/workers/workers-page";

/** The state of the mocked server; a test may change it. */
interface ServerState {
  tasks: (AdminTask & Partial<ListedTask>)[];
  next: string | null;
  /** The number of matching tasks, and with `newer_than` the number of new ones. */
  count: TaskCount;
  newer: TaskCount;
  statistics: TaskStatistics;
  workers: Workers;
  staff: StaffMember[];
}

/** Opens a page for administrators. Records the requests, as "list?state=FAILURE". */
export function openAdmin(
  address: string,
  overrides: Partial<ServerState> = {},
  role: Role = "admin",
) {
  const serverState: ServerState = {
    tasks: [],
    next: null,
    count: { count: 0, capped: false },
    newer: { count: 0, capped: false },
    statistics: exampleStatistics(),
    workers: { workers: [], queues: [] },
    staff: [],
    ...overrides,
  };
  const requests: string[] = [];
  const mockGet = (path: string, name: string, body: (search: URLSearchParams) => object) =>
    http.get(`*/api/admin/${path}`, ({ request }) => {
      const { search, searchParams } = new URL(request.url);
      requests.push(`${name}${decodeURIComponent(search)}`);
      return HttpResponse.json(body(searchParams));
    });
  server.use(
    http.get("*/api/me", () => HttpResponse.json(exampleProfile({ role }))),
    mockGet("tasks", "list", () => ({
      items: serverState.tasks,
      next_cursor: serverState.next,
      first_cursor: serverState.tasks.length > 0 ? "c-first" : null,
      kinds: ["resize_thumbnail", "send_confirmation_email"],
    })),
    mockGet("tasks/count", "count", (search) =>
      search.has("newer_than") ? serverState.newer : serverState.count,
    ),
    mockGet("stats", "stats", () => serverState.statistics),
    mockGet("workers", "workers", () => serverState.workers),
    mockGet("staff", "staff", () => ({ items: serverState.staff })),
  );
  return { ...openApp(address), serverState, requests };
}
