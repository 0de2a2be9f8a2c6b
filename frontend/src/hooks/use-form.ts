import { type FormEvent, useLayoutEffect, useState } from "react";
import { type ApiError, problemText } from "../api/problem";
import { earlyValues } from "../lib/early-input";
import { readFormValues, storeFormValues } from "../lib/form-values";
import type { FieldErrors } from "../lib/validation";

interface FormOptions<Name extends string> {
  /** The name under which the values survive a reload, without the password. */
  storedAs?: string;
  /** Returns the page's own errors; shown after the first submit. */
  validate: (values: Readonly<Record<Name, string>>) => FieldErrors;
  /** The server's error of the last request. */
  error: ApiError | null;
  /** The field that a server error belongs to, by its code, for errors that do not name a field. */
  fieldByCode?: Readonly<Partial<Record<string, Name>>>;
  /** Errors that are shown at once, without a submit. */
  problem?: FieldErrors;
}

/**
 * The values and errors of a form.
 *
 * The page's own errors appear after a submit. The server's errors stay until their fields are
 * changed. Values are never cleared.
 */
export function useForm<Name extends string>(
  initial: Readonly<Record<Name, string>>,
  { storedAs, validate, error, fieldByCode = {}, problem = {} }: FormOptions<Name>,
) {
  const [values, setValues] = useStoredValues(initial, storedAs);
  const [attempt, setAttempt] = useState(0);
  const { errors, serverError, clearServerError } = useServerErrors(error, fieldByCode);
  const pageErrors = { ...(attempt > 0 ? validate(values) : {}), ...problem };
  return {
    values,
    attempt,
    errors: { ...errors, ...pageErrors } as FieldErrors,
    /** The server's error of the last request, until its fields are changed. */
    serverError,
    /** Hides the server's error of a field. */
    clearServerError,
    setValue(name: Name, value: string) {
      clearServerError(name);
      setValues((current) => ({ ...current, [name]: value }));
    },
    /**
     * Shows the errors from now on, and calls `send` if the page itself has none.
     *
     * The values are read from the inputs: some password managers and assistive tools fill them in
     * without an input event.
     */
    submit(event: FormEvent, send: (values: Readonly<Record<Name, string>>) => void) {
      event.preventDefault();
      const entered = enteredValues(event.currentTarget, values);
      setValues(entered);
      setAttempt((count) => count + 1);
      if (Object.keys({ ...validate(entered), ...problem }).length === 0) {
        send(entered);
      }
    },
  };
}

export type Form = ReturnType<typeof useForm>;

function useStoredValues<Name extends string>(
  initial: Readonly<Record<Name, string>>,
  storedAs: string | undefined,
) {
  const [values, setValues] = useState<Readonly<Record<Name, string>>>(() => ({
    ...initial,
    ...(storedAs ? (earlyValues() ?? readFormValues(storedAs)) : {}),
  }));
  // Not after the next frame: the page may be left at once.
  useLayoutEffect(() => {
    if (storedAs) {
      storeFormValues(storedAs, values);
    }
  }, [storedAs, values]);
  return [values, setValues] as const;
}

/** Returns what the form's inputs contain; a value without an input stays as it is. */
function enteredValues<Name extends string>(
  form: EventTarget,
  values: Readonly<Record<Name, string>>,
): Readonly<Record<Name, string>> {
  const inputs = form instanceof HTMLFormElement ? new FormData(form) : new FormData();
  const entered: Record<Name, string> = { ...values };
  for (const name in values) {
    const value = inputs.get(name);
    if (typeof value === "string") {
      entered[name] = value;
    }
  }
  return entered;
}

/**
 * Returns the server's field errors, each until its field is changed. After the last one, the
 * server error is hidden too.
 */
function useServerErrors(
  error: ApiError | null,
  fieldByCode: Readonly<Partial<Record<string, string>>>,
) {
  const [changed, setChanged] = useState<{ since: ApiError | null; names: readonly string[] }>({
    since: null,
    names: [],
  });
  const names = changed.since === error ? changed.names : [];
  const fieldErrors = fieldErrorsOf(error, fieldByCode);
  const remaining = fieldErrors.filter(({ field }) => !names.includes(field));
  return {
    serverError: fieldErrors.length > 0 && remaining.length === 0 ? null : error,
    errors: Object.fromEntries(remaining.map(({ field, message }) => [field, message])),
    clearServerError: (name: string) => setChanged({ since: error, names: [...names, name] }),
  };
}

function fieldErrorsOf(
  error: ApiError | null,
  fieldByCode: Readonly<Partial<Record<string, string>>>,
) {
  const field = error && fieldByCode[error.code];
  const fieldErrors = field ? [{ field, code: error.code, message: error.message }] : error?.fields;
  return (fieldErrors ?? []).map((fieldError) => ({
    field: fieldError.field,
    message: problemText(fieldError),
  }));
}
