import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { actOnTasks } from "../../../api/endpoints-admin";
import type { BulkAnswer, BulkRequest } from "../../../api/generated";
import { ActionError } from "../../../components/action-error";
import { Dialog } from "../../../components/dialog";
import { Skeleton } from "../../../components/skeleton";
import { useSingleMutation } from "../../../hooks/use-single-mutation";
import { useMessages } from "../../../i18n/messages";
import button from "../../../styles/button.module.css";
import panel from "../../../styles/panel.module.css";
import { LoadFailed } from "../load-failed";
import { adminKey } from "../queries";
import { Consequences } from "./consequences";
import { Following } from "./following";
import type { Action, What } from "./task-action";

interface ActionDialogProps {
  action: Action;
  what: What;
  onClose: () => void;
}

/** Counts what an action would do, asks, and follows the task that does it. */
export function ActionDialog({ action, what, onClose }: ActionDialogProps) {
  const heading = useId();
  const [taskId, setTaskId] = useState<string | null>(null);
  return (
    <Dialog labelledBy={heading} onClose={onClose}>
      {(dialog) => {
        const close = () => dialog.current?.close();
        return taskId ? (
          <Following action={action} taskId={taskId} headingId={heading} onClose={close} />
        ) : (
          <Question
            action={action}
            what={what}
            headingId={heading}
            onStarted={setTaskId}
            onClose={close}
          />
        );
      }}
    </Dialog>
  );
}

function requestOf(action: Action, what: What, dryRun: boolean): BulkRequest {
  return {
    action,
    ids: "ids" in what ? [...what.ids] : null,
    filter: "filter" in what ? what.filter : null,
    dry_run: dryRun,
  };
}

interface QuestionProps {
  action: Action;
  what: What;
  headingId: string;
  onStarted: (taskId: string) => void;
  onClose: () => void;
}

function Question({ action, what, headingId, onStarted, onClose }: QuestionProps) {
  const admin = useMessages("admin");
  const actionTexts = useMessages("admin").actions;
  const text = actionTexts[action];
  const { data, error, refetch } = useQuery({
    queryKey: [...adminKey, "dry-run", action, what],
    queryFn: ({ signal }) => actOnTasks(requestOf(action, what, true), signal),
    // What is confirmed is what was counted: it neither comes from before nor changes meanwhile.
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (error) {
    return (
      <div className={panel.form}>
        <h2 id={headingId}>{actionTexts.failed}</h2>
        <LoadFailed heading={actionTexts.failed} error={error} onRetry={() => void refetch()} />
        <Leave onClose={onClose} words={admin.close} />
      </div>
    );
  }
  if (!data) {
    return (
      <div className={panel.form} aria-busy="true">
        <h2 id={headingId}>{actionTexts.counting}</h2>
        <Skeleton rows={3} />
        <Leave onClose={onClose} words={admin.keep} />
      </div>
    );
  }
  if (data.count === 0) {
    return (
      <div className={panel.form}>
        <h2 id={headingId}>{text.nothing.heading}</h2>
        <p>{text.nothing.lead}</p>
        <Leave onClose={onClose} words={admin.close} />
      </div>
    );
  }
  return (
    <Confirmation
      action={action}
      what={what}
      counted={data}
      headingId={headingId}
      onStarted={onStarted}
      onClose={onClose}
    />
  );
}

function Confirmation({
  action,
  what,
  counted,
  headingId,
  onStarted,
  onClose,
}: QuestionProps & { counted: BulkAnswer }) {
  const admin = useMessages("admin");
  const actionTexts = useMessages("admin").actions;
  const text = actionTexts[action];
  const { count, capped } = counted;
  const starting = useSingleMutation({
    mutationFn: () => actOnTasks(requestOf(action, what, false)),
    onSuccess: ({ task }) => task && onStarted(task.id),
  });
  return (
    <div className={panel.form} aria-busy={starting.isPending}>
      <h2 id={headingId}>{text.question(count, capped)}</h2>
      <Consequences action={action} counted={counted} />
      <ActionError heading={actionTexts.failed} action={starting} />
      <div className={panel.actions}>
        <button
          type="button"
          className={action === "revoke" ? `${button.primary} ${button.danger}` : button.primary}
          aria-disabled={starting.busy}
          onClick={() => starting.mutate()}
        >
          {text.confirm(count, capped)}
        </button>
        <button type="button" className={button.secondary} onClick={onClose}>
          {admin.keep}
        </button>
      </div>
    </div>
  );
}

function Leave({ onClose, words }: { onClose: () => void; words: string }) {
  return (
    <div className={panel.actions}>
      <button type="button" className={button.secondary} onClick={onClose}>
        {words}
      </button>
    </div>
  );
}
