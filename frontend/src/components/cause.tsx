import { type ApiError, problemWords } from "../api/problem";
import { useSecondsLeft, waitWords } from "../hooks/use-seconds-left";
import { useMessages } from "../i18n/messages";

/** What the server said; after too many tries, how long to wait: counted down for the eye, said once. */
export function Cause({ error }: { error: ApiError }) {
  const shell = useMessages("shell");
  const left = useSecondsLeft(error.retryAt);
  if (error.retryAfter === null) {
    return <p>{problemWords(error)}</p>;
  }
  if (left === 0) {
    return <p>{shell.errors.tooManyOver}</p>;
  }
  const words = (seconds: number) => shell.errors.tooMany(waitWords(seconds));
  return (
    <p>
      <span aria-hidden="true">{words(left)}</span>
      <span className="visually-hidden">{words(error.retryAfter)}</span>
    </p>
  );
}
