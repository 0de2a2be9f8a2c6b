import { useState } from "react";

/** The selected rows, and the row where a Shift selection starts. */
export interface RowSelectionState {
  ids: ReadonlySet<string>;
  anchor: string | null;
}

/** The selected rows, and how to change them. */
export interface RowSelection {
  ids: ReadonlySet<string>;
  toggle: (id: string, extend: boolean) => void;
  togglePage: () => void;
  clear: () => void;
}

export const emptySelection: RowSelectionState = { ids: new Set(), anchor: null };

/** Selects or deselects a row; with `extend`, all rows from the anchor to this one. */
export function toggleRow(
  { ids, anchor }: RowSelectionState,
  page: readonly string[],
  id: string,
  extend: boolean,
): RowSelectionState {
  const next = new Set(ids);
  const isMarking = !ids.has(id);
  for (const rowId of extend ? between(page, anchor, id) : [id]) {
    if (isMarking) {
      next.add(rowId);
    } else {
      next.delete(rowId);
    }
  }
  return { ids: next, anchor: id };
}

/** Selects all rows of the page, or deselects them if all are selected. */
export function togglePageRows(
  { ids }: RowSelectionState,
  page: readonly string[],
): RowSelectionState {
  const next = new Set(ids);
  const all = page.every((id) => ids.has(id));
  for (const id of page) {
    if (all) {
      next.delete(id);
    } else {
      next.add(id);
    }
  }
  return { ids: next, anchor: null };
}

function between(page: readonly string[], anchor: string | null, id: string): readonly string[] {
  const ends = [page.indexOf(anchor ?? id), page.indexOf(id)];
  return ends.includes(-1) ? [id] : page.slice(Math.min(...ends), Math.max(...ends) + 1);
}

/** The selected rows of a filter, on all its pages. Another filter starts without a selection. */
export function useRowSelection(filter: string, page: readonly string[]): RowSelection {
  const [filtered, setFiltered] = useState({ filter, selection: emptySelection });
  const selection = filtered.filter === filter ? filtered.selection : emptySelection;
  const set = (next: RowSelectionState) => setFiltered({ filter, selection: next });
  return {
    ids: selection.ids,
    toggle: (id: string, extend: boolean) => set(toggleRow(selection, page, id, extend)),
    togglePage: () => set(togglePageRows(selection, page)),
    clear: () => set(emptySelection),
  };
}
