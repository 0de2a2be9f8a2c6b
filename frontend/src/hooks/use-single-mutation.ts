import { type UseMutationOptions, useMutation } from "@tanstack/react-query";
import { useLayoutEffect, useRef } from "react";
import { asApiError } from "../api/problem";
import { useSecondsLeft } from "./use-seconds-left";

/**
 * A mutation that is under way once at a time: the second click of a double click starts nothing. `isPending`
 * alone cannot tell, because it is as old as the last render and both clicks may come before the next one.
 * After too many tries it starts nothing either, until the server takes the next one; `busy` is true meanwhile.
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
