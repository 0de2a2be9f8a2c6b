import { type UseMutationOptions, useMutation } from "@tanstack/react-query";
import { useLayoutEffect, useRef } from "react";

/**
 * A mutation that is under way once at a time: the second click of a double click starts nothing. `isPending`
 * alone cannot tell, because it is as old as the last render and both clicks may come before the next one.
 */
export function useSingleMutation<Data, Variables = void>(
  options: UseMutationOptions<Data, Error, Variables>,
) {
  const mutation = useMutation(options);
  const underWay = useRef(false);
  useLayoutEffect(() => {
    underWay.current = mutation.isPending;
  });
  return {
    ...mutation,
    mutate(variables: Variables) {
      if (!underWay.current) {
        underWay.current = true;
        mutation.mutate(variables);
      }
    },
  };
}
