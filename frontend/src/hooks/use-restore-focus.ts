import { type RefObject, useLayoutEffect, useRef } from "react";

/**
 * For the button that opened something in its place: once that is closed the focus comes back to it, before the
 * next paint, instead of falling back to the top of the page.
 */
export function useRestoreFocus(open: boolean): RefObject<HTMLButtonElement | null> {
  const button = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(open);
  useLayoutEffect(() => {
    if (wasOpen.current && !open) {
      button.current?.focus();
    }
    wasOpen.current = open;
  }, [open]);
  return button;
}
