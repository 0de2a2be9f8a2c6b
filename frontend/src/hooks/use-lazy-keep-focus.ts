import { type RefObject, useEffect, useRef } from "react";

const loadKeepFocus = () => import("../lib/keep-focus");

/** Loads the code before the first focus, for pages that are not part of the first load. */
export const preloadKeepFocus = () => void loadKeepFocus().catch(() => undefined);

/**
 * Returns a ref for an element in which the focus stays near its place when the focused control is
 * removed. The code for that is loaded when the focus first comes into the element: it is not part
 * of the first load.
 */
export function useLazyKeepFocus<T extends HTMLElement>(): RefObject<T | null> {
  const ref = useRef<T>(null);
  useEffect(() => {
    const element = ref.current;
    const load = () =>
      void loadKeepFocus().then(
        ({ keepFocus }) => element && keepFocus(element),
        () => undefined,
      );
    element?.addEventListener("focusin", load, { once: true });
    return () => element?.removeEventListener("focusin", load);
  }, []);
  return ref;
}
