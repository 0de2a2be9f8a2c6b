import { asApiError } from "../api/problem";
import { useMessages } from "../i18n/messages";
import button from "../styles/button.module.css";
import panel from "../styles/panel.module.css";
import { ApiErrorMessage } from "./api-error-message";
import { ErrorReference } from "./error-reference";
import { PageHeading } from "./page-heading";
import { RetryButton } from "./retry-button";

interface ErrorPageProps {
  error: unknown;
  /** Called to try again. Without it the page has no button. */
  onRetry?: () => void;
}

/** The page for content that could not be loaded. */
export function ErrorPage({ error, onRetry }: ErrorPageProps) {
  const shell = useMessages("shell");
  const apiError = asApiError(error);
  return (
    <div className={panel.page}>
      <div className={panel.intro}>
        <PageHeading title={shell.errors.heading}>{shell.errors.heading}</PageHeading>
        <div className={panel.lead} role="alert">
          {apiError ? <ApiErrorMessage error={apiError} /> : <p>{shell.errors.unknown}</p>}
        </div>
        <ErrorReference value={apiError?.reference} />
      </div>
      {onRetry ? (
        <div className={panel.actions}>
          <RetryButton error={apiError} onRetry={onRetry} className={button.primary} />
        </div>
      ) : null}
    </div>
  );
}
