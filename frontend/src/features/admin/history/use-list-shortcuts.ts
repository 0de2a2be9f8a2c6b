import type { RefObject } from "react";
import type { Action } from "../actions/task-action";
import { focusedTaskId, focusNeighbourRow } from "./row-focus";
import type { RowSelection } from "./row-selection";
import { useShortcuts } from "./use-shortcuts";

interface ListShortcutsOptions {
  searchInput: RefObject<HTMLInputElement | null>;
  tableBody: RefObject<HTMLTableSectionElement | null>;
  /** Missing for users who may not act. */
  rowSelection: RowSelection | undefined;
  onAct: (action: Action) => void;
  onHelp: () => void;
}

/** The keyboard shortcuts of the list: search, move between rows, select and act. */
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
