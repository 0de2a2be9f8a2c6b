import { useEffect, useMemo, useRef, useSyncExternalStore } from "react";

/**
 * Replaces `use-sync-external-store/shim/with-selector`, which TanStack Store imports for React 16
 * and 17. That CommonJS module prevents tree shaking of Preact, which has the hook itself.
 */
export function useSyncExternalStoreWithSelector<Snapshot, Selection>(
  subscribe: (listener: () => void) => () => void,
  getSnapshot: () => Snapshot,
  _getServerSnapshot: unknown,
  selector: (snapshot: Snapshot) => Selection,
  isEqual: (a: Selection, b: Selection) => boolean = Object.is,
): Selection {
  // The last rendered selection: an equal one keeps its identity even if `selector` is a new
  // function.
  const rendered = useRef<{ selection: Selection } | null>(null);
  const select = useMemo(() => {
    let last: { snapshot: Snapshot; selection: Selection } | null = null;
    return () => {
      const snapshot = getSnapshot();
      if (!(last && Object.is(last.snapshot, snapshot))) {
        const previous = last ?? rendered.current;
        const selection = selector(snapshot);
        last = {
          snapshot,
          selection:
            previous && isEqual(previous.selection, selection) ? previous.selection : selection,
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
