import { type MouseEvent, type RefObject, useLayoutEffect, useRef } from "react";
import type { ApiError } from "../api/problem";
import type { FieldErrors } from "../lib/validation";
import { ApiErrorMessage } from "./api-error-message";
import { ErrorReference } from "./error-reference";
import styles from "./error-summary.module.css";
import { useFieldId } from "./field-scope";

interface ErrorSummaryProps {
  heading: string;
  /** Errors of fields, each a link to its field. */
  errors: FieldErrors;
  /** The server's error, if the server refused the request. */
  serverError?: ApiError | null;
  /** An additional sentence, for example that nothing typed was lost. */
  note?: string | undefined;
  /** The number of submits. Each new one moves the focus to the summary. */
  attempt: number;
  /**
   * The last attempt that moved the focus, for a summary that is hidden and shown again: an error
   * can also appear without a submit.
   */
  focusedAttempt?: RefObject<number>;
}

/** Shows what prevented a submit and takes the focus. Links to the fields that need attention. */
export function ErrorSummary({
  heading,
  errors,
  serverError,
  note,
  attempt,
  focusedAttempt,
}: ErrorSummaryProps) {
  const summary = useRef<HTMLDivElement>(null);
  // Before the next paint, so that the focus does not jump away from a user who acts at once.
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

/** Moves the focus without changing the address, which belongs to the router. */
function focusField(event: MouseEvent, id: string): void {
  event.preventDefault();
  document.getElementById(id)?.focus();
}
