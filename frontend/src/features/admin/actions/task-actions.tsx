import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useId, useState } from "react";
import { retryTask, revokeTask } from "../../../api/endpoints-admin";
import type { AdminTaskDetail } from "../../../api/generated";
import { isFinal } from "../../../api/polling";
import { ActionError } from "../../../components/action-error";
import { Dialog } from "../../../components/dialog";
import { useSingleMutation } from "../../../hooks/use-single-mutation";
import { useMessages } from "../../../i18n/messages";
import button from "../../../styles/button.module.css";
import panel from "../../../styles/panel.module.css";
import { adminKey } from "../queries";
import type { Action } from "./task-action";

/** Tasks of this queue send mails, so a retry sends the mail again. */
const mailQueue = "mail";

/** The action button of one task: retry for a final task, cancel for an unfinished one. */
export function TaskActions({ task }: { task: AdminTaskDetail }) {
  const actionTexts = useMessages("admin").actions;
  const [isDialogOpen, setIsDialogOpen] = useState(false);
  const action: Action | null = actionFor(task);
  if (action === null) {
    return null;
  }
  return (
    <>
      <button type="button" className={button.secondary} onClick={() => setIsDialogOpen(true)}>
        {actionTexts.one[action].open}
      </button>
      {isDialogOpen ? (
        <TaskActionDialog task={task} action={action} onClose={() => setIsDialogOpen(false)} />
      ) : null}
    </>
  );
}

/**
 * The same rule as on the server: a final task can be retried once, an unfinished one can be
 * cancelled.
 */
function actionFor({ state, forgotten, retried_by }: AdminTaskDetail): Action | null {
  if (!isFinal(state)) {
    return "revoke";
  }
  return forgotten || retried_by ? null : "retry";
}

interface TaskActionDialogProps {
  task: AdminTaskDetail;
  action: Action;
  onClose: () => void;
}

function TaskActionDialog({ task, action, onClose }: TaskActionDialogProps) {
  const admin = useMessages("admin");
  const actionTexts = useMessages("admin").actions;
  const heading = useId();
  const hint = useId();
  const text = actionTexts.one[action];
  const running = useTaskAction(task.id, action, onClose);
  return (
    <Dialog labelledBy={heading} describedBy={hint} onClose={onClose}>
      {(dialog) => (
        <div className={panel.form} aria-busy={running.isPending}>
          <h2 id={heading}>{text.question}</h2>
          <div id={hint} className={panel.intro}>
            <p>{text.hint}</p>
            {task.queue === mailQueue ? <p>{text.mail}</p> : null}
          </div>
          <ActionError heading={actionTexts.failed} action={running} />
          <div className={panel.actions}>
            <button
              type="button"
              className={
                action === "revoke" ? `${button.primary} ${button.danger}` : button.primary
              }
              aria-disabled={running.busy}
              onClick={() => running.mutate()}
            >
              {text.confirm}
            </button>
            <button
              type="button"
              className={button.secondary}
              onClick={() => dialog.current?.close()}
            >
              {admin.cancel}
            </button>
          </div>
        </div>
      )}
    </Dialog>
  );
}

/** Runs the action. A retry opens the new task; a cancelled task is fetched again. */
function useTaskAction(id: string, action: Action, onDone: () => void) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  return useSingleMutation({
    mutationFn: () => (action === "retry" ? retryTask(id) : revokeTask(id)),
    onSuccess: async (task) => {
      onDone();
      if (task.id !== id) {
        await navigate({
          to: "/admin/tasks/$taskId",
          params: { taskId: task.id },
          state: (before) => before,
        });
      }
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: adminKey }),
  });
}
