import { type RefObject, useLayoutEffect, useRef } from "react";

/** For a form that a button opened: its first field takes the focus. */
export function useFocusFirstField(): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => {
    form.current?.querySelector<HTMLElement>("input:not([hidden])")?.focus();
  }, []);
  return form;
}
