import { useRef } from "react";
import type { Me } from "../../api/generated";
import { isFinal } from "../../api/polling";

/** Returns whether the picture became ready while the page was open. */
export function usePictureReady({ picture_task: task }: Me): boolean {
  const unfinishedTasks = useRef(new Set<string>());
  if (task && !isFinal(task.state)) {
    unfinishedTasks.current.add(task.id);
  }
  return task?.state === "SUCCESS" && unfinishedTasks.current.has(task.id);
}
