/** The values of a form by the names of its fields. */
type FormValues = Readonly<Record<string, string>>;

/**
 * Reads what was typed into a form of this tab before a reload, or before the user left for another
 * site and came back. Passwords are never stored.
 */
export function readFormValues(form: string): FormValues {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(form)) ?? "{}");
  } catch {
    return {};
  }
}

/** Stores the values of a form in the session storage of this tab; null removes them. */
export function storeFormValues(form: string, values: FormValues | null): void {
  try {
    if (values) {
      const { password: _, ...others } = values;
      sessionStorage.setItem(keyOf(form), JSON.stringify(others));
    } else {
      sessionStorage.removeItem(keyOf(form));
    }
  } catch {
    // Storage is blocked: the values are lost with the page.
  }
}

function keyOf(form: string): string {
  return `foyer.form.${form}`;
}
