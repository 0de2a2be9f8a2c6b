import { type RefObject, useLayoutEffect, useRef } from "react";

/**
 * Returns a ref for a button that opens something in its own place. When that is closed, the focus
 * returns to the button before the next paint.
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
