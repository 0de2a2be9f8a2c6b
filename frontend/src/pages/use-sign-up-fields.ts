import { useRef, useState } from "react";
import { pictureProblem } from "../picture";
import type { ApiError } from "../problem";
import { type FieldErrors, type SignUpValues, signUpErrors } from "../validation";

type FieldName = keyof SignUpValues | "picture";

/**
 * The form's contents and what is to be said about them: the page's own complaints once the form was submitted,
 * a picture's at once, and the server's until the field in question is changed.
 */
export function useSignUpFields(error: ApiError | null) {
  const [values, setValues] = useState<SignUpValues>({ email: "", password: "", display_name: "" });
  const { picture, problem, setPicture } = usePicture();
  const [revealed, setRevealed] = useState(false);
  const answered = useAnswered(error);

  const own = { ...(revealed ? signUpErrors(values) : {}), ...problem };
  return {
    values,
    picture,
    complaints: { ...answered.complaints, ...own } as FieldErrors,
    setValue(name: keyof SignUpValues, value: string) {
      answered.forget(name);
      setValues((current) => ({ ...current, [name]: value }));
    },
    setPicture(file: File | null) {
      answered.forget("picture");
      setPicture(file);
    },
    /** From now on complaints are shown; returns whether there are none. */
    reveal(): boolean {
      setRevealed(true);
      return Object.keys({ ...signUpErrors(values), ...problem }).length === 0;
    },
  };
}

/** The picture and what is wrong with it, which takes a look inside the file. */
function usePicture() {
  const [picture, setPicture] = useState<File | null>(null);
  const [problem, setProblem] = useState<FieldErrors>({});
  const latest = useRef<File | null>(null);
  return {
    picture,
    problem,
    setPicture(file: File | null) {
      latest.current = file;
      setPicture(file);
      setProblem({});
      if (file) {
        void pictureProblem(file).then((words) => {
          // Another file may have been chosen while this one was read.
          if (words && latest.current === file) {
            setProblem({ picture: words });
          }
        });
      }
    },
  };
}

/** The server's complaints, each until its field is changed. */
function useAnswered(error: ApiError | null) {
  const [changed, setChanged] = useState<{ since: ApiError | null; names: readonly FieldName[] }>({
    since: null,
    names: [],
  });
  const names = changed.since === error ? changed.names : [];
  const standing = error?.fields.filter(({ field }) => !names.some((name) => name === field)) ?? [];
  return {
    complaints: Object.fromEntries(standing.map(({ field, message }) => [field, message])),
    forget: (name: FieldName) => setChanged({ since: error, names: [...names, name] }),
  };
}
