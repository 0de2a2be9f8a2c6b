import { useId } from "react";
import { pauseQueue } from "../../../api/endpoints-admin";
import { ActionError } from "../../../components/action-error";
import { Dialog } from "../../../components/dialog";
import { useMessages } from "../../../i18n/messages";
import button from "../../../styles/button.module.css";
import panel from "../../../styles/panel.module.css";
import { useChangeQueue } from "./use-change-queue";

interface PauseDialogProps {
  queue: string;
  onPaused: (queue: string) => void;
  onClose: () => void;
}

/** Explains what a pause does and asks for confirmation. */
export function PauseDialog({ queue, onPaused, onClose }: PauseDialogProps) {
  const admin = useMessages("admin");
  const text = admin.workers;
  const heading = useId();
  const pausing = useChangeQueue(pauseQueue, () => {
    onPaused(queue);
    onClose();
  });
  return (
    <Dialog labelledBy={heading} onClose={onClose}>
      {(dialog) => (
        <div className={panel.form} aria-busy={pausing.isPending}>
          <h2 id={heading}>{text.pauseQuestion(queue)}</h2>
          <p>{text.pauseHint}</p>
          <ActionError heading={text.pauseFailed} action={pausing} />
          <div className={panel.actions}>
            <button
              type="button"
              className={button.primary}
              aria-disabled={pausing.busy}
              onClick={() => pausing.mutate(queue)}
            >
              {text.pause}
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
