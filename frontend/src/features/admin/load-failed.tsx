import { asApiError } from "../../api/problem";
import { ApiErrorMessage } from "../../components/api-error-message";
import { ErrorReference } from "../../components/error-reference";
import { RetryButton } from "../../components/retry-button";
import button from "../../styles/button.module.css";
import styles from "./load-failed.module.css";

interface LoadFailedProps {
  heading: string;
  error: Error;
  onRetry: () => void;
}

/** The error of one part of a page, with a button that tries again. */
export function LoadFailed({ heading, error, onRetry }: LoadFailedProps) {
  const apiError = asApiError(error);
  return (
    <div className={styles.failed} role="alert">
      <p className={styles.heading}>{heading}</p>
      {apiError ? <ApiErrorMessage error={apiError} /> : null}
      <ErrorReference value={apiError?.reference} />
      <RetryButton error={apiError} onRetry={onRetry} className={button.secondary} />
    </div>
  );
}
