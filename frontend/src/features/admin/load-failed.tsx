import { knownError } from "../../api/problem";
import { Cause } from "../../components/cause";
import { Reference } from "../../components/reference";
import { RetryButton } from "../../components/retry-button";
import button from "../../styles/button.module.css";
import styles from "./load-failed.module.css";

interface LoadFailedProps {
  heading: string;
  error: Error;
  onRetry: () => void;
}

/** In the place of one part of a page: why it is not there, and another try. */
export function LoadFailed({ heading, error, onRetry }: LoadFailedProps) {
  const known = knownError(error);
  return (
    <div className={styles.failed} role="alert">
      <p className={styles.heading}>{heading}</p>
      {known ? <Cause error={known} /> : null}
      <Reference value={known?.reference} />
      <RetryButton error={known} onRetry={onRetry} look={button.secondary} />
    </div>
  );
}
