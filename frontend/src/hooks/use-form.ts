import { type FormEvent, useState } from "react";
import { type ApiError, problemText } from "../api/problem";
import type { FieldErrors } from "../lib/validation";

interface FormOptions<Name extends string> {
  /** The page's own complaints; heard once the form was submitted. */
  validate: (values: Readonly<Record<Name, string>>) => FieldErrors;
  /** What the server said to the last try. */
  error: ApiError | null;
  /** The field that a problem without one is about, by the problem's code. */
  fieldByCode?: Readonly<Partial<Record<string, Name>>>;
  /** What is complained about at once. */
  problem?: FieldErrors;
}

/**
 * A form's contents and what is to be said about them: the page's own complaints once the form was submitted,
 * and the server's until the field in question is changed. Nothing is ever cleared.
 */
export function useForm<Name extends string>(
  initial: Readonly<Record<Name, string>>,
  { validate, error, fieldByCode = {}, problem = {} }: FormOptions<Name>,
) {
  const [values, setValues] = useState(initial);
  const [attempt, setAttempt] = useState(0);
  const { errors, serverError, clearServerError } = useServerErrors(error, fieldByCode);
  const pageErrors = { ...(attempt > 0 ? validate(values) : {}), ...problem };
  return {
    values,
    attempt,
    errors: { ...errors, ...pageErrors } as FieldErrors,
    /** What the server said to the last try, as long as it stands. */
    serverError,
    /** The server's complaint about a field is met. */
    clearServerError,
    setValue(name: Name, value: string) {
      clearServerError(name);
      setValues((current) => ({ ...current, [name]: value }));
    },
    /** From now on complaints are shown; `send` is called when there are none of the page's own. */
    submit(event: FormEvent, send: (values: Readonly<Record<Name, string>>) => void) {
      event.preventDefault();
      setAttempt((count) => count + 1);
      if (Object.keys({ ...validate(values), ...problem }).length === 0) {
        send(values);
      }
    },
  };
}

export type Form = ReturnType<typeof useForm>;

/** The server's complaints, each until its field is changed; with the last one the refusal is over. */
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
