import { type RefObject, useLayoutEffect } from "react";
import { readFormValues, storeFormValues } from "../../../lib/form-values";
import { useRole } from "../use-role";

/**
 * Shows a value in an input. What the user types over it survives a reload. It is
 * forgotten when it is sent, when the value changes or when the page is left.
 *
 * The value also changes with the browser's history, the chips and the time zone.
 *
 * @param name the name of the input, the same after a reload.
 */
export function useUnsentText(
  input: RefObject<HTMLInputElement | null>,
  name: string,
  value: string,
) {
  const storedAs = useStoredName(name);
  // A layout effect runs before people can type, so that it does not overwrite what they type first.
  useLayoutEffect(() => {
    if (input.current) {
      const { text, over } = readFormValues(storedAs);
      input.current.value = over === value ? (text ?? value) : value;
    }
    // Not on a reload, which runs no cleanup.
    return () => storeFormValues(storedAs, null);
  }, [input, storedAs, value]);
  return {
    keep: () => storeFormValues(storedAs, { text: input.current?.value ?? "", over: value }),
    forget: () => storeFormValues(storedAs, null),
  };
}

/** Tells whether a text was typed into the input and not sent, and forgets it. */
export function useStoredText(name: string) {
  const storedAs = useStoredName(name);
  return {
    exists: Boolean(readFormValues(storedAs).text),
    forget: () => storeFormValues(storedAs, null),
  };
}

/** The next person of the same tab must not see the text. */
function useStoredName(name: string): string {
  return `${name}.${useRole().profile.id}`;
}
