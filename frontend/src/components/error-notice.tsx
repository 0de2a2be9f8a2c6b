import { knownError } from "../api/problem";
import { useMessages } from "../i18n/messages";
import button from "../styles/button.module.css";
import panel from "../styles/panel.module.css";
import { Cause } from "./cause";
import { PageHeading } from "./page-heading";
import { Reference } from "./reference";
import { RetryButton } from "./retry-button";

interface ErrorNoticeProps {
  error: unknown;
  /** Tries again; without it there is nothing to try. */
  onRetry?: () => void;
}

/** A whole page for what could not be loaded. */
export function ErrorNotice({ error, onRetry }: ErrorNoticeProps) {
  const shell = useMessages("shell");
  const known = knownError(error);
  return (
    <div className={panel.page}>
      <div className={panel.intro}>
        <PageHeading title={shell.errors.heading}>{shell.errors.heading}</PageHeading>
        <div className={panel.lead} role="alert">
          {known ? <Cause error={known} /> : <p>{shell.errors.unknown}</p>}
        </div>
        <Reference value={known?.reference} />
      </div>
      {onRetry ? (
        <div className={panel.actions}>
          <RetryButton error={known} onRetry={onRetry} look={button.primary} />
        </div>
      ) : null}
    </div>
  );
}
