import type { ApiError } from "../api/problem";
import { useSecondsLeft } from "../hooks/use-seconds-left";
import { useMessages } from "../i18n/messages";

interface RetryButtonProps {
  error: ApiError | null;
  onRetry: () => void;
  className: string | undefined;
}

/**
 * A button that tries again. After too many requests it is disabled until the server allows the
 * next one.
 */
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
