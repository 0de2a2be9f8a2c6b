/** The id of the task whose row has the focus. */
export function focusedTask(body: HTMLElement | null): string | undefined {
  return rowOf(body)?.dataset.task;
}

/** Moves the focus to the link of the next row (1) or the one before (-1); from elsewhere to the first. */
export function focusNeighbour(body: HTMLElement | null, step: 1 | -1): void {
  const rows = body ? [...body.querySelectorAll<HTMLElement>("[data-task]")] : [];
  const current = rows.indexOf(rowOf(body) as HTMLElement);
  const next = rows[current < 0 ? 0 : Math.min(Math.max(current + step, 0), rows.length - 1)];
  next?.querySelector("a")?.focus();
}

function rowOf(body: HTMLElement | null): HTMLElement | null {
  const focused = document.activeElement;
  return focused && body?.contains(focused) ? focused.closest<HTMLElement>("[data-task]") : null;
}
