import { useQueryClient } from "@tanstack/react-query";
import { useSingleMutation } from "../../../hooks/use-single-mutation";
import { workersQuery } from "../queries";

/** Pauses or resumes a queue, and fetches the queues again. */
export function useChangeQueue(
  change: (queue: string) => Promise<null>,
  onChanged: (queue: string) => void,
) {
  const queryClient = useQueryClient();
  return useSingleMutation({
    mutationFn: change,
    onSuccess: (_, queue) => onChanged(queue),
    onSettled: () => queryClient.invalidateQueries(workersQuery(false)),
  });
}
