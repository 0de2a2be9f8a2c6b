import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { revokeTask } from "../../../api/endpoints-admin";
import type { AdminTaskDetail } from "../../../api/generated";
import { isFinal } from "../../../api/polling";
import { ActionButton } from "../../../components/action-button";
import { useSingleMutation } from "../../../hooks/use-single-mutation";
import { getMessages, useMessages } from "../../../i18n/messages";
import button from "../../../styles/button.module.css";
import panel from "../../../styles/panel.module.css";
import { adminKey, taskQuery } from "../queries";
import styles from "./consequences.module.css";
import type { Action } from "./task-action";

interface BulkProgressProps {
  action: Action;
  /** The id of the task that runs the action. */
  taskId: string;
  headingId: string;
  onClose: () => void;
}

/** The progress of a bulk action, with a button that aborts it. */
export function BulkProgress({ action, taskId, headingId, onClose }: BulkProgressProps) {
  const admin = useMessages("admin");
  const actionTexts = useMessages("admin").actions;
  const queryClient = useQueryClient();
  const { data: task } = useQuery(taskQuery(taskId));
  const ended = task !== undefined && isFinal(task.state);
  useEffect(() => {
    if (ended) {
      void queryClient.invalidateQueries({ queryKey: adminKey });
    }
  }, [ended, queryClient]);
  return (
    <div className={panel.form}>
      <div role="status">
        <h2 id={headingId}>{headingOf(action, task)}</h2>
      </div>
      <div className={styles.progress}>
        <progress aria-label={actionTexts.progress} value={task?.progress ?? 0} max={100} />
        <p>{task?.error?.message ?? task?.step ?? ""}</p>
      </div>
      {ended ? null : <p className={styles.hint}>{actionTexts.background}</p>}
      <Link to="/admin/tasks/$taskId" params={{ taskId }} className={panel.link}>
        {actionTexts.follow}
      </Link>
      <div className={panel.actions}>
        {ended ? null : <AbortButton taskId={taskId} />}
        <button type="button" className={button.secondary} onClick={onClose}>
          {admin.close}
        </button>
      </div>
    </div>
  );
}

function headingOf(action: Action, task: AdminTaskDetail | undefined): string {
  const actionTexts = getMessages("admin").actions;
  const text = actionTexts[action];
  if (task?.state === "FAILURE" || task?.state === "REVOKED") {
    return text.ended[task.state];
  }
  return task?.state === "SUCCESS" ? text.done(Number(task.result?.done ?? 0)) : text.working;
}

function AbortButton({ taskId }: { taskId: string }) {
  const actionTexts = useMessages("admin").actions;
  const queryClient = useQueryClient();
  const aborting = useSingleMutation({
    mutationFn: () => revokeTask(taskId),
    // The task is aborted now, or ended a moment before.
    onSettled: () => queryClient.invalidateQueries({ queryKey: taskQuery(taskId).queryKey }),
  });
  return (
    <ActionButton action={aborting} errorHeading={actionTexts.failed} className={button.primary}>
      {aborting.isPending ? actionTexts.aborting : actionTexts.abort}
    </ActionButton>
  );
}
