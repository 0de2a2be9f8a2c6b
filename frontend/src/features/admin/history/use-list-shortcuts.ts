import type { RefObject } from "react";
import type { Action } from "../actions/task-action";
import { focusedTaskId, focusNeighbourRow } from "./row-focus";
import type { RowSelection } from "./row-selection";
import { useShortcuts } from "./use-shortcuts";

interface ListShortcutsOptions {
  searchInput: RefObject<HTMLInputElement | null>;
  tableBody: RefObject<HTMLTableSectionElement | null>;
  /** Missing for those who may not act. */
  rowSelection: RowSelection | undefined;
  onAct: (action: Action) => void;
  onHelp: () => void;
}

/** The list by keyboard: to the search, from row to row, choosing and acting. */
export function useListShortcuts({
  searchInput,
  tableBody,
  rowSelection,
  onAct,
  onHelp,
}: ListShortcutsOptions): void {
  const choose = (event: KeyboardEvent) => {
    const focused = focusedTaskId(tableBody.current);
    if (focused) {
      rowSelection?.toggle(focused, event.shiftKey);
    }
  };
  useShortcuts({
    "/": () => searchInput.current?.focus(),
    "?": onHelp,
    j: () => focusNeighbourRow(tableBody.current, 1),
    k: () => focusNeighbourRow(tableBody.current, -1),
    x: choose,
    X: choose,
    r: () => onAct("retry"),
    c: () => onAct("revoke"),
  });
}
