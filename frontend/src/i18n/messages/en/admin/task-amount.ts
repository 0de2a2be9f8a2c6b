import { formatNumber } from "../../../../lib/numbers";

/** "1 task", "2,000 tasks"; "10,000+ tasks" if the server stopped counting. */
export function taskAmount(count: number, capped = false): string {
  return `${formatNumber(count)}${capped ? "+" : ""} ${count === 1 && !capped ? "task" : "tasks"}`;
}
