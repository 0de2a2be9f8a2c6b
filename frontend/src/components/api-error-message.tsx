import { type ApiError, problemText } from "../api/problem";
import { formatWait, useSecondsLeft } from "../hooks/use-seconds-left";
import { useMessages } from "../i18n/messages";

/**
 * The message of an API error. After too many requests it counts the wait down for sighted users
 * and announces it once.
 */
export function ApiErrorMessage({ error }: { error: ApiError }) {
  const shell = useMessages("shell");
  const secondsLeft = useSecondsLeft(error.retryAt);
  if (error.retryAfter === null) {
    return <p>{problemText(error)}</p>;
  }
  if (secondsLeft === 0) {
    return <p>{shell.errors.tooManyOver}</p>;
  }
  const waitText = (seconds: number) => shell.errors.tooMany(formatWait(seconds));
  return (
    <p>
      <span aria-hidden="true">{waitText(secondsLeft)}</span>
      <span className="visually-hidden">{waitText(error.retryAfter)}</span>
    </p>
  );
}
