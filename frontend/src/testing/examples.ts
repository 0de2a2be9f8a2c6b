import type {
  AdminTask,
  AdminTaskDetail,
  Me,
  SessionEntry,
  SignUpBody,
  TaskStatistics,
  TaskStatus,
} from "../api/generated";

/** A finished task. */
export function exampleTask(overrides: Partial<TaskStatus> = {}): TaskStatus {
  return {
    id: "0197a000-0000-7000-8000-000000000001",
    kind: "resize_thumbnail",
    state: "SUCCESS",
    progress: 100,
    step: null,
    created_at: "2026-01-02T03:04:05.000Z",
    started_at: "2026-01-02T03:04:05.100Z",
    finished_at: "2026-01-02T03:04:05.500Z",
    attempts: 1,
    result: null,
    error: null,
    ...overrides,
  };
}

/** The task of a confirmation mail. */
export function exampleMail(overrides: Partial<TaskStatus> = {}): TaskStatus {
  return exampleTask({
    id: "0197a000-0000-7000-8000-000000000002",
    kind: "send_confirmation_email",
    ...overrides,
  });
}

/** An unconfirmed sign-up with finished tasks. */
export function exampleSignUp(overrides: Partial<SignUpBody> = {}): SignUpBody {
  return {
    id: "0197a000-0000-7000-8000-00000000000a",
    email: "a•••@example.com",
    state: "pending",
    display_name: "Anna Lindqvist",
    tasks: [exampleTask(), exampleMail()],
    thumbnails: null,
    ...overrides,
  };
}

/** A signed-in user. */
export function exampleProfile(overrides: Partial<Me> = {}): Me {
  return {
    id: "0197a000-0000-7000-8000-00000000000b",
    email: "anna@example.com",
    display_name: "Anna Lindqvist",
    role: "user",
    language: "en",
    created_at: "2026-01-02T03:04:05.000Z",
    thumbnails: null,
    picture_task: null,
    pending_email: null,
    ...overrides,
  };
}

/** The session of this browser. */
export function exampleSession(overrides: Partial<SessionEntry> = {}): SessionEntry {
  return {
    id: "0197a000-0000-7000-8000-00000000000c",
    created_at: "2026-01-02T03:04:05.000Z",
    last_seen_at: "2026-01-02T03:04:05.000Z",
    expires_at: "2026-01-16T03:04:05.000Z",
    ip: "203.0.113.7",
    user_agent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    current: true,
    ...overrides,
  };
}

/** A task as administrators see it. */
export function exampleAdminTask(overrides: Partial<AdminTask> = {}): AdminTask {
  return {
    ...exampleTask(),
    worker: "pictures-1@host",
    subject_id: null,
    error_group: null,
    retry_of: null,
    run_at: "2026-01-02T03:04:05.000Z",
    ...overrides,
  };
}

/** A task with its details, as administrators see it. */
export function exampleAdminTaskDetail(overrides: Partial<AdminTaskDetail> = {}): AdminTaskDetail {
  return {
    ...exampleAdminTask(),
    queue: "pictures",
    blockers: 0,
    published_at: null,
    payload: {},
    traceback: null,
    reference: null,
    forgotten: false,
    retried_by: null,
    person: null,
    thumbnails: null,
    attempts_history: [],
    actions: [],
    ...overrides,
  };
}

/** Statistics of one hour without tasks, in three bars. */
export function exampleStatistics(overrides: Partial<TaskStatistics> = {}): TaskStatistics {
  return {
    since: "2026-01-02T03:00:00.000Z",
    until: "2026-01-02T04:00:00.000Z",
    bar_seconds: 1200,
    bars: ["03:00", "03:20", "03:40"].map((time) => ({
      began_at: `2026-01-02T${time}:00.000Z`,
      counts: {},
    })),
    counts: {},
    failure_rate: null,
    wait: { p50: null, p95: null },
    run: { p50: null, p95: null },
    error_groups: [],
    error_group_count: 0,
    error_count: 0,
    ...overrides,
  };
}

/** A problem document. */
export function exampleProblem(status: number, code: string, extra: object = {}) {
  return {
    type: `/problems/${code}`,
    title: "Problem",
    status,
    detail: `The detail of ${code}.`,
    code,
    reference: "ref-4711",
    ...extra,
  };
}
