import { type FormEvent, useState } from "react";
import { type ApiError, problemWords } from "../api/problem";
import type { FieldErrors } from "../lib/validation";

interface Judges<Name extends string> {
  /** The page's own complaints; heard once the form was submitted. */
  errorsOf: (values: Readonly<Record<Name, string>>) => FieldErrors;
  /** What the server said to the last try. */
  error: ApiError | null;
  /** The field that a problem without one is about, by the problem's code. */
  about?: Readonly<Partial<Record<string, Name>>>;
  /** What is complained about at once. */
  problem?: FieldErrors;
}

/**
 * A form's contents and what is to be said about them: the page's own complaints once the form was submitted,
 * and the server's until the field in question is changed. Nothing is ever cleared.
 */
export function useForm<Name extends string>(
  start: Readonly<Record<Name, string>>,
  { errorsOf, error, about = {}, problem = {} }: Judges<Name>,
) {
  const [values, setValues] = useState(start);
  const [attempt, setAttempt] = useState(0);
  const { complaints, refusal, forget } = useAnswered(error, about);
  const own = { ...(attempt > 0 ? errorsOf(values) : {}), ...problem };
  return {
    values,
    attempt,
    complaints: { ...complaints, ...own } as FieldErrors,
    /** What the server said to the last try, as long as it stands. */
    refusal,
    /** The server's complaint about a field is met. */
    forget,
    setValue(name: Name, value: string) {
      forget(name);
      setValues((current) => ({ ...current, [name]: value }));
    },
    /** From now on complaints are shown; `send` is called when there are none of the page's own. */
    submit(event: FormEvent, send: (values: Readonly<Record<Name, string>>) => void) {
      event.preventDefault();
      setAttempt((count) => count + 1);
      if (Object.keys({ ...errorsOf(values), ...problem }).length === 0) {
        send(values);
      }
    },
  };
}

export type Form = ReturnType<typeof useForm>;

/** The server's complaints, each until its field is changed; with the last one the refusal is over. */
function useAnswered(error: ApiError | null, about: Readonly<Partial<Record<string, string>>>) {
  const [changed, setChanged] = useState<{ since: ApiError | null; names: readonly string[] }>({
    since: null,
    names: [],
  });
  const names = changed.since === error ? changed.names : [];
  const said = fieldsOf(error, about);
  const standing = said.filter(({ field }) => !names.includes(field));
  return {
    refusal: said.length > 0 && standing.length === 0 ? null : error,
    complaints: Object.fromEntries(standing.map(({ field, message }) => [field, message])),
    forget: (name: string) => setChanged({ since: error, names: [...names, name] }),
  };
}

function fieldsOf(error: ApiError | null, about: Readonly<Partial<Record<string, string>>>) {
  const field = error && about[error.code];
  const said = field ? [{ field, code: error.code, message: error.message }] : error?.fields;
  return (said ?? []).map((each) => ({ field: each.field, message: problemWords(each) }));
}
