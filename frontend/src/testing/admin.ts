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
import "../features/admin/gate";
import "../features/admin/history/tasks";
import "../features/admin/staff/staff";
import "../features/admin/task/task";
import "../features/admin/workers/workers";

/** What the server knows of tasks and workers; a test may change it. */
interface Known {
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
export function openAdmin(address: string, given: Partial<Known> = {}, role: Role = "admin") {
  const known: Known = {
    tasks: [],
    next: null,
    count: { count: 0, capped: false },
    newer: { count: 0, capped: false },
    statistics: exampleStatistics(),
    workers: { workers: [], queues: [] },
    staff: [],
    ...given,
  };
  const asked: string[] = [];
  const answer = (path: string, name: string, body: (search: URLSearchParams) => object) =>
    http.get(`*/api/admin/${path}`, ({ request }) => {
      const { search, searchParams } = new URL(request.url);
      asked.push(`${name}${decodeURIComponent(search)}`);
      return HttpResponse.json(body(searchParams));
    });
  server.use(
    http.get("*/api/me", () => HttpResponse.json(exampleProfile({ role }))),
    answer("tasks", "list", () => ({
      items: known.tasks,
      next_cursor: known.next,
      first_cursor: known.tasks.length > 0 ? "c-first" : null,
      kinds: ["resize_thumbnail", "send_confirmation_email"],
    })),
    answer("tasks/count", "count", (search) =>
      search.has("newer_than") ? known.newer : known.count,
    ),
    answer("stats", "stats", () => known.statistics),
    answer("workers", "workers", () => known.workers),
    answer("staff", "staff", () => ({ items: known.staff })),
  );
  return { ...openApp(address), known, asked };
}
