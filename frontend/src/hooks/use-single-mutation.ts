import { type UseMutationOptions, useMutation } from "@tanstack/react-query";
import { useLayoutEffect, useRef } from "react";
import { asApiError } from "../api/problem";
import { useSecondsLeft } from "./use-seconds-left";

/**
 * A mutation that cannot run twice at the same time.
 *
 * The second click of a double click does nothing. `isPending` alone cannot prevent it: both clicks
 * may come before the next render. After too many requests the mutation does not start until the
 * server allows the next one. `busy` is true during both.
 */
export function useSingleMutation<Data, Variables = void>(
  options: UseMutationOptions<Data, Error, Variables>,
) {
  const mutation = useMutation(options);
  const error = asApiError(mutation.error);
  const busy = useSecondsLeft(error?.retryAt ?? null) > 0 || mutation.isPending;
  const isHeld = useRef(false);
  useLayoutEffect(() => {
    isHeld.current = busy;
  });
  return {
    ...mutation,
    error,
    busy,
    mutate(variables: Variables) {
      if (!isHeld.current) {
        isHeld.current = true;
        mutation.mutate(variables);
      }
    },
  };
}
