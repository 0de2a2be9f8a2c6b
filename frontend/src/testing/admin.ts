import { HttpResponse, http } from "msw";
import type {
  AdminTask,
  Role,
  StaffMember,
  TaskCount,
  TaskStatistics,
  Workers,
} from "../api/generated";
import { exampleProfile, exampleStatistics } from "./examples";
import { openApp } from "./render-app";
import { server } from "./server";

// The pages are there before the first test: fetched by it, they would keep it waiting too long on a busy machine.
import "../features/admin/admin-layout";
import "../features/admin/history/tasks-page";
import "../features/admin/staff/staff-page";
import "../features/admin/task/task-page";
import "../features/admin/workers/workers-page";

/** What the server knows of tasks and workers; a test may change it. */
interface ServerState {
  tasks: AdminTask[];
  next: string | null;
  /** How many match; and with `newer_than`, how many came since. */
  count: TaskCount;
  newer: TaskCount;
  statistics: TaskStatistics;
  workers: Workers;
  staff: StaffMember[];
}

/** Opens a page of administration; keeps the questions that were asked, as "list?state=FAILURE". */
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
