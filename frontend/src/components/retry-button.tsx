import type { ApiError } from "../api/problem";
import { useSecondsLeft } from "../hooks/use-seconds-left";
import { useMessages } from "../i18n/messages";

interface RetryButtonProps {
  error: ApiError | null;
  onRetry: () => void;
  /** The class of the button. */
  className: string | undefined;
}

/** Tries again; after too many tries it waits as long as the server asks. */
export function RetryButton({ error, onRetry, className }: RetryButtonProps) {
  const shell = useMessages("shell");
  const waiting = useSecondsLeft(error?.retryAt ?? null) > 0;
  return (
    <button
      type="button"
      className={className}
      aria-disabled={waiting}
      onClick={() => (waiting ? undefined : onRetry())}
    >
      {shell.tryAgain}
    </button>
  );
}
