import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { runBulkAction } from "../../../api/endpoints-admin";
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
import { BulkProgress } from "./bulk-progress";
import { Consequences } from "./consequences";
import type { Action, ActionTarget } from "./task-action";

interface BulkActionDialogProps {
  action: Action;
  target: ActionTarget;
  onStarted?: (() => void) | undefined;
  onClose: () => void;
}

/**
 * Shows what a bulk action would change, asks for confirmation, and follows the task that runs it.
 */
export function BulkActionDialog({ action, target, onStarted, onClose }: BulkActionDialogProps) {
  const heading = useId();
  const [taskId, setTaskId] = useState<string | null>(null);
  return (
    <Dialog labelledBy={heading} onClose={onClose}>
      {(dialog) => {
        const close = () => dialog.current?.close();
        return taskId ? (
          <BulkProgress action={action} taskId={taskId} headingId={heading} onClose={close} />
        ) : (
          <DryRun
            action={action}
            target={target}
            headingId={heading}
            onStarted={(startedId) => {
              setTaskId(startedId);
              onStarted?.();
            }}
            onClose={close}
          />
        );
      }}
    </Dialog>
  );
}

function requestOf(action: Action, target: ActionTarget, dryRun: boolean): BulkRequest {
  return {
    action,
    ids: "ids" in target ? [...target.ids] : null,
    filter: "filter" in target ? target.filter : null,
    dry_run: dryRun,
  };
}

interface DryRunProps {
  action: Action;
  target: ActionTarget;
  headingId: string;
  onStarted: (taskId: string) => void;
  onClose: () => void;
}

function DryRun({ action, target, headingId, onStarted, onClose }: DryRunProps) {
  const admin = useMessages("admin");
  const actionTexts = useMessages("admin").actions;
  const text = actionTexts[action];
  const { data, error, refetch } = useQuery({
    queryKey: [...adminKey, "dry-run", action, target],
    queryFn: ({ signal }) => runBulkAction(requestOf(action, target, true), signal),
    // The user confirms what the dry run counted, so the result is neither reused nor refreshed.
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (error) {
    return (
      <div className={panel.form}>
        <h2 id={headingId}>{actionTexts.failed}</h2>
        <LoadFailed heading={actionTexts.failed} error={error} onRetry={() => void refetch()} />
        <CloseButton onClose={onClose} label={admin.close} />
      </div>
    );
  }
  if (!data) {
    return (
      <div className={panel.form} aria-busy="true">
        <h2 id={headingId}>{actionTexts.counting}</h2>
        <Skeleton rows={3} />
        <CloseButton onClose={onClose} label={admin.cancel} />
      </div>
    );
  }
  if (data.count === 0) {
    return (
      <div className={panel.form}>
        <h2 id={headingId}>{text.nothing.heading}</h2>
        <p>{text.nothing.lead}</p>
        <CloseButton onClose={onClose} label={admin.close} />
      </div>
    );
  }
  return (
    <Confirmation
      action={action}
      target={target}
      dryRun={data}
      headingId={headingId}
      onStarted={onStarted}
      onNothing={() => void refetch()}
      onClose={onClose}
    />
  );
}

interface ConfirmationProps extends DryRunProps {
  dryRun: BulkAnswer;
  /** No task matches any more. */
  onNothing: () => void;
}

function Confirmation({
  action,
  target,
  dryRun,
  headingId,
  onStarted,
  onNothing,
  onClose,
}: ConfirmationProps) {
  const admin = useMessages("admin");
  const actionTexts = useMessages("admin").actions;
  const text = actionTexts[action];
  const { count, capped } = dryRun;
  const starting = useSingleMutation({
    mutationFn: () => runBulkAction(requestOf(action, target, false)),
    onSuccess: ({ task }) => (task ? onStarted(task.id) : onNothing()),
  });
  return (
    <div className={panel.form} aria-busy={starting.isPending}>
      <h2 id={headingId}>{text.question(count, capped)}</h2>
      <Consequences action={action} target={target} dryRun={dryRun} />
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
          {admin.cancel}
        </button>
      </div>
    </div>
  );
}

function CloseButton({ onClose, label }: { onClose: () => void; label: string }) {
  return (
    <div className={panel.actions}>
      <button type="button" className={button.secondary} onClick={onClose}>
        {label}
      </button>
    </div>
  );
}
