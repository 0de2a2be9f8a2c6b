import { useRef } from "react";
import type { Form } from "../hooks/use-form";
import { useMessages } from "../i18n/messages";
import { ErrorSummary } from "./error-summary";

interface FormSummaryProps {
  form: Pick<Form, "errors" | "serverError" | "attempt">;
  /** The heading above the server's error. */
  failed: string;
  note?: string;
}

/** The error summary above a form, after it was submitted. */
export function FormSummary({ form, failed, note }: FormSummaryProps) {
  const shell = useMessages("shell");
  const { errors, serverError, attempt } = form;
  const focusedAttempt = useRef(0);
  const count = Object.keys(errors).length;
  return attempt > 0 && (count > 0 || serverError) ? (
    <ErrorSummary
      heading={count > 0 ? shell.errors.summary(count) : failed}
      errors={errors}
      serverError={serverError}
      note={serverError ? note : undefined}
      attempt={attempt}
      focusedAttempt={focusedAttempt}
    />
  ) : null;
}
