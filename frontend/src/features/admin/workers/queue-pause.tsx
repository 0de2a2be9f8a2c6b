import { useState } from "react";
import { resumeQueue } from "../../../api/endpoints-admin";
import type { Workers } from "../../../api/generated";
import { ActionError } from "../../../components/action-error";
import { useMessages } from "../../../i18n/messages";
import button from "../../../styles/button.module.css";
import { RelativeTime } from "../relative-time";
import { useRole } from "../use-role";
import { PauseDialog } from "./pause-dialog";
import { useChangeQueue } from "./use-change-queue";
import styles from "./workers-page.module.css";

interface QueuePauseProps {
  queue: Workers["queues"][number];
  /** Receives a sentence about what was done. */
  onChanged: (message: string) => void;
}

/** Whether a queue is paused, and for administrators the button that changes it. */
export function QueuePause({ queue: { name, paused_at: pausedAt }, onChanged }: QueuePauseProps) {
  const text = useMessages("admin").workers;
  const { mayAct } = useRole();
  const [asks, setAsks] = useState(false);
  const resuming = useChangeQueue(resumeQueue, () => onChanged(text.isResumed(name)));
  return (
    <>
      {pausedAt ? (
        <p className={styles.paused}>
          {text.paused} <RelativeTime iso={pausedAt} />
        </p>
      ) : null}
      <ActionError heading={text.resumeFailed} action={resuming} />
      {mayAct ? (
        <button
          type="button"
          className={`${button.quiet} ${styles.change}`}
          aria-disabled={resuming.busy}
          onClick={() => (pausedAt ? resuming.mutate(name) : setAsks(true))}
        >
          {pausedAt ? text.resume : text.pause} <span className="visually-hidden">{name}</span>
        </button>
      ) : null}
      {asks ? (
        <PauseDialog
          queue={name}
          onPaused={() => onChanged(text.isPaused(name))}
          onClose={() => setAsks(false)}
        />
      ) : null}
    </>
  );
}
