import type { RefObject } from "react";
import type { Action } from "../actions/task-action";
import { focusedTask, focusNeighbour } from "./row-focus";
import type { Choosing } from "./selection";
import { useShortcuts } from "./shortcuts";

interface ListKeys {
  box: RefObject<HTMLInputElement | null>;
  body: RefObject<HTMLTableSectionElement | null>;
  /** Missing for those who may not act. */
  choosing: Choosing | undefined;
  onAct: (action: Action) => void;
  onHelp: () => void;
}

/** The list by keyboard: to the search, from row to row, choosing and acting. */
export function useListKeys({ box, body, choosing, onAct, onHelp }: ListKeys): void {
  const choose = (event: KeyboardEvent) => {
    const focused = focusedTask(body.current);
    if (focused) {
      choosing?.toggle(focused, event.shiftKey);
    }
  };
  useShortcuts({
    "/": () => box.current?.focus(),
    "?": onHelp,
    j: () => focusNeighbour(body.current, 1),
    k: () => focusNeighbour(body.current, -1),
    x: choose,
    X: choose,
    r: () => onAct("retry"),
    c: () => onAct("revoke"),
  });
}
