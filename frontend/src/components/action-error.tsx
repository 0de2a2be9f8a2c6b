import type { ApiError } from "../api/problem";
import { useMessages } from "../i18n/messages";
import { ErrorSummary } from "./error-summary";

interface ActionErrorProps {
  heading?: string;
  /** What a button does. */
  action: { error: ApiError | null; submittedAt: number };
}

/** Beside a button without a form: what stood in its way, if anything did. */
export function ActionError({ heading, action }: ActionErrorProps) {
  const defaultHeading = useMessages("shell").errors.heading;
  return action.error ? (
    <ErrorSummary
      heading={heading ?? defaultHeading}
      errors={{}}
      serverError={action.error}
      attempt={action.submittedAt}
    />
  ) : null;
}
