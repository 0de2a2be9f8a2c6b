import { useState } from "react";
import { readFormValues, storeFormValues } from "../lib/form-values";

/**
 * Whether a form is open that a button opens.
 *
 * With `storedAs`, the name under which `useForm` stores its values, it is open again after a
 * reload. Closing it forgets them.
 */
export function useOpenForm(storedAs: string | undefined) {
  const [isOpen, setOpen] = useState(() => storedAs !== undefined && hasValues(storedAs));
  return {
    isOpen,
    open: () => setOpen(true),
    close: () => {
      setOpen(false);
      if (storedAs) {
        storeFormValues(storedAs, null);
      }
    },
  };
}

function hasValues(form: string): boolean {
  return Object.keys(readFormValues(form)).length > 0;
}
