import { amount } from "./messages-admin";

/** The texts of the workers' page; see messages.ts. */
export const workersMessages = {
  title: "Workers",
  lead: "Who works, on what, and what waits.",
  flower: "Pool size, rate limits and shutdown are in Flower",
  workers: "Workers",
  none: { heading: "No worker is running", lead: "Tasks wait until one comes back." },
  silent: "Silent",
  working: "Working",
  idle: "Idle",
  silentHint: (span: string) =>
    `No heartbeat ${span}. Its tasks are given to others once their lease is over.`,
  seen: "Last heartbeat",
  started: "Started",
  running: "Running now",
  since: "since",
  history: "Its tasks",
  historyOf: (name: string) => `of ${name}`,
  queues: "Queues",
  queue: "Queue",
  waiting: "Waiting",
  waitingCount: amount,
  oldest: "Oldest due",
  noQueues: "No queue is known yet.",
  loadFailed: "The workers could not be loaded.",
} as const;
