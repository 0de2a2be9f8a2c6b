import { messages } from "../messages";
import { ApiError } from "../problem";
import button from "../styles/button.module.css";
import panel from "../styles/panel.module.css";
import { PageHeading } from "./page-heading";
import { Reference } from "./reference";

interface ErrorNoticeProps {
  error: unknown;
  /** Tries again; without it there is nothing to try. */
  onRetry?: () => void;
}

/** A whole page for what could not be loaded. */
export function ErrorNotice({ error, onRetry }: ErrorNoticeProps) {
  const known = error instanceof ApiError ? error : null;
  return (
    <div className={panel.page}>
      <div className={panel.intro}>
        <PageHeading title={messages.errors.heading}>{messages.errors.heading}</PageHeading>
        <p className={panel.lead} role="alert">
          {known?.message ?? messages.errors.unknown}
        </p>
        <Reference value={known?.reference} />
      </div>
      {onRetry ? (
        <div className={panel.actions}>
          <button type="button" className={button.primary} onClick={onRetry}>
            {messages.tryAgain}
          </button>
        </div>
      ) : null}
    </div>
  );
}
