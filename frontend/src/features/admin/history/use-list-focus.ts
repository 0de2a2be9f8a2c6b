import { type RefObject, useLayoutEffect, useRef } from "react";
import type { TaskPage } from "../../../api/generated";

let leftTaskId: string | undefined;

/** Remembers that the user went from the list to this task. */
export function rememberOpenedTask(taskId: string): void {
  leftTaskId = taskId;
}

/**
 * Moves the focus with the list. Back in the list, the row that the user left has it; a new page of
 * the list has it as a whole.
 *
 * @param page undefined while it loads.
 */
export function useListFocus(
  page: TaskPage | undefined,
  cursor: string | undefined,
): RefObject<HTMLElement | null> {
  const list = useRef<HTMLElement>(null);
  // Null until the first page is shown.
  const shownCursor = useRef<string | undefined | null>(null);
  useLayoutEffect(() => {
    if (!page) {
      return;
    }
    if (shownCursor.current === null) {
      const row = leftTaskId && list.current?.querySelector(`[data-task="${leftTaskId}"]`);
      leftTaskId = undefined;
      if (row) {
        row.querySelector("a")?.focus({ preventScroll: true });
      }
    } else if (shownCursor.current !== cursor) {
      list.current?.focus({ preventScroll: true });
    }
    shownCursor.current = cursor;
  }, [page, cursor]);
  return list;
}
