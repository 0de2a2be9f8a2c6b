import type { ApiError } from "../api/problem";
import { useMessages } from "../i18n/messages";
import { ErrorSummary } from "./error-summary";

interface ActionErrorProps {
  heading?: string;
  /** The mutation that the button starts. */
  action: { error: ApiError | null; submittedAt: number };
}

/** The error of a button that has no form. */
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
