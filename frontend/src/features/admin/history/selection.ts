import { useState } from "react";

/** The chosen rows, and the one from which Shift marks on. */
export interface Selection {
  ids: ReadonlySet<string>;
  anchor: string | null;
}

/** How rows are chosen. */
export interface Choosing {
  ids: ReadonlySet<string>;
  toggle: (id: string, extend: boolean) => void;
  togglePage: () => void;
  clear: () => void;
}

export const nothing: Selection = { ids: new Set(), anchor: null };

/** Marks or unmarks a row; with `extend`, all from the last one that was touched to this one. */
export function toggled(
  { ids, anchor }: Selection,
  page: readonly string[],
  id: string,
  extend: boolean,
): Selection {
  const next = new Set(ids);
  const mark = !ids.has(id);
  for (const each of extend ? between(page, anchor, id) : [id]) {
    if (mark) {
      next.add(each);
    } else {
      next.delete(each);
    }
  }
  return { ids: next, anchor: id };
}

/** Marks the whole page; once it is marked, unmarks it. */
export function pageToggled({ ids }: Selection, page: readonly string[]): Selection {
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

/** The marked rows of a filter, on all its pages; another filter starts with none. */
export function useSelection(filter: string, page: readonly string[]): Choosing {
  const [held, setHeld] = useState({ filter, selection: nothing });
  const selection = held.filter === filter ? held.selection : nothing;
  const set = (next: Selection) => setHeld({ filter, selection: next });
  return {
    ids: selection.ids,
    toggle: (id: string, extend: boolean) => set(toggled(selection, page, id, extend)),
    togglePage: () => set(pageToggled(selection, page)),
    clear: () => set(nothing),
  };
}
