import { messages } from "../messages";
import type { ApiError } from "../problem";
import { useSecondsLeft, waitWords } from "../use-seconds-left";

/** What the server said; after too many tries, how long to wait: counted down for the eye, said once. */
export function Cause({ error }: { error: ApiError }) {
  const left = useSecondsLeft(error.retryAt);
  if (error.retryAfter === null) {
    return <p>{error.message}</p>;
  }
  if (left === 0) {
    return <p>{messages.errors.tooManyOver}</p>;
  }
  const words = (seconds: number) => messages.errors.tooMany(waitWords(seconds));
  return (
    <p>
      <span aria-hidden="true">{words(left)}</span>
      <span className="visually-hidden">{words(error.retryAfter)}</span>
    </p>
  );
}
