/** Returns the id of the task whose row has the focus. */
export function focusedTaskId(tableBody: HTMLElement | null): string | undefined {
  return focusedRow(tableBody)?.dataset.task;
}

/**
 * Moves the focus to the link of the next (1) or previous (-1) row, or to the first row if no row
 * has it.
 */
export function focusNeighbourRow(tableBody: HTMLElement | null, step: 1 | -1): void {
  const rows = tableBody ? [...tableBody.querySelectorAll<HTMLElement>("[data-task]")] : [];
  const current = rows.indexOf(focusedRow(tableBody) as HTMLElement);
  const next = rows[current < 0 ? 0 : Math.min(Math.max(current + step, 0), rows.length - 1)];
  next?.querySelector("a")?.focus();
}

function focusedRow(tableBody: HTMLElement | null): HTMLElement | null {
  const focused = document.activeElement;
  return focused && tableBody?.contains(focused)
    ? focused.closest<HTMLElement>("[data-task]")
    : null;
}
