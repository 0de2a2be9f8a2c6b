import { useEffect, useMemo, useRef, useSyncExternalStore } from "react";

/**
 * Stands in for `use-sync-external-store/shim/with-selector`, which TanStack Store imports for React 16 and 17: a
 * CommonJS module, it keeps the bundler from dropping what is not used of Preact. Preact has the hook itself.
 */
export function useSyncExternalStoreWithSelector<Snapshot, Selection>(
  subscribe: (listener: () => void) => () => void,
  getSnapshot: () => Snapshot,
  _getServerSnapshot: unknown,
  selector: (snapshot: Snapshot) => Selection,
  isEqual: (a: Selection, b: Selection) => boolean = Object.is,
): Selection {
  // What was last rendered: an equal selection keeps its identity even when `selector` is a new function.
  const rendered = useRef<{ selection: Selection } | null>(null);
  const select = useMemo(() => {
    let last: { snapshot: Snapshot; selection: Selection } | null = null;
    return () => {
      const snapshot = getSnapshot();
      if (!(last && Object.is(last.snapshot, snapshot))) {
        const known = last ?? rendered.current;
        const selection = selector(snapshot);
        last = {
          snapshot,
          selection: known && isEqual(known.selection, selection) ? known.selection : selection,
        };
      }
      return last.selection;
    };
  }, [getSnapshot, selector, isEqual]);
  const selection = useSyncExternalStore(subscribe, select);
  useEffect(() => {
    rendered.current = { selection };
  }, [selection]);
  return selection;
}
