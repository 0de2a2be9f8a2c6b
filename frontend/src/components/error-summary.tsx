import { type MouseEvent, type RefObject, useLayoutEffect, useRef } from "react";
import type { ApiError } from "../api/problem";
import type { FieldErrors } from "../lib/validation";
import { ApiErrorMessage } from "./api-error-message";
import { ErrorReference } from "./error-reference";
import styles from "./error-summary.module.css";
import { useFieldId } from "./field-scope";

interface ErrorSummaryProps {
  heading: string;
  /** Complaints about fields, each a link to its field. */
  errors: FieldErrors;
  /** What the server said, when it was the server. */
  serverError?: ApiError | null;
  /** Anything else worth saying, such as that nothing typed was lost. */
  note?: string | undefined;
  /** Counts the tries: each new one moves the focus here. */
  attempt: number;
  /** The try that had it last, where the summary comes and goes: a complaint may come without a try. */
  focusedAttempt?: RefObject<number>;
}

/** Takes the focus after a try that failed, and leads to the fields that need attention. */
export function ErrorSummary({
  heading,
  errors,
  serverError,
  note,
  attempt,
  focusedAttempt,
}: ErrorSummaryProps) {
  const summary = useRef<HTMLDivElement>(null);
  // Before the next paint: a person who acts at once is not pulled back.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each try moves the focus, even if nothing else changed
  useLayoutEffect(() => {
    if (focusedAttempt?.current !== attempt) {
      summary.current?.focus();
    }
    if (focusedAttempt) {
      focusedAttempt.current = attempt;
    }
  }, [attempt]);

  const idOf = useFieldId();
  const fields = Object.entries(errors);
  return (
    <div ref={summary} className={styles.summary} role="alert" tabIndex={-1}>
      <h2>{heading}</h2>
      {serverError && fields.length === 0 ? <ApiErrorMessage error={serverError} /> : null}
      {fields.length > 0 ? (
        <ul className={styles.fields}>
          {fields.map(([name, message]) => (
            <li key={name}>
              <a href={`#${idOf(name)}`} onClick={(event) => focusField(event, idOf(name))}>
                {message}
              </a>
            </li>
          ))}
        </ul>
      ) : null}
      {note ? <p>{note}</p> : null}
      <ErrorReference value={serverError?.reference} />
    </div>
  );
}

/** Focuses without touching the address, which belongs to the router. */
function focusField(event: MouseEvent, id: string): void {
  event.preventDefault();
  document.getElementById(id)?.focus();
}
