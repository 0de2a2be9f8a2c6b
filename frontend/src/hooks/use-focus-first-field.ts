import { type RefObject, useLayoutEffect, useRef } from "react";

/** Moves the focus to the first field of a form that a button opened. */
export function useFocusFirstField(): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => {
    form.current?.querySelector<HTMLElement>("input:not([hidden])")?.focus();
  }, []);
  return form;
}
