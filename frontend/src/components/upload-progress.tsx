import { useEffect, useState } from "react";
import type { UploadState } from "../hooks/use-upload";
import { perLanguage } from "../i18n/language";
import { getMessages, useMessages } from "../i18n/messages";
import button from "../styles/button.module.css";
import styles from "./upload-progress.module.css";

const share = perLanguage((locale) => new Intl.NumberFormat(locale, { style: "percent" }));

/**
 * The progress of an upload, with a button that cancels it. Its live region announces each state
 * once, without the percentage.
 */
export function UploadProgress({
  uploadState,
  onCancel,
}: {
  uploadState: UploadState;
  onCancel: () => void;
}) {
  const text = useMessages("shell").upload;
  const [isCancelled, setCancelled] = useState(false);
  const isIdle = uploadState.status === "idle";
  useEffect(() => setCancelled((before) => before && isIdle), [isIdle]);
  const percent = uploadState.status === "sending" ? Math.floor(uploadState.share * 100) : 0;
  const cancel = () => {
    setCancelled(true);
    onCancel();
  };
  return (
    <>
      {isIdle ? null : (
        <div className={styles.row}>
          <div className={styles.progress}>
            <p className={styles.text}>
              {statusText(uploadState, percent, text.percent(share().format(percent / 100)))}
            </p>
            <progress aria-label={text.label} value={percent} max={100} />
          </div>
          <button type="button" className={button.quiet} onClick={cancel}>
            {text.cancel}
          </button>
        </div>
      )}
      <p role="status" className="visually-hidden">
        {isIdle ? isCancelled && text.cancelled : statusText(uploadState, percent, text.sending)}
      </p>
    </>
  );
}

function statusText({ status }: UploadState, percent: number, sending: string): string {
  const text = getMessages("shell").upload;
  if (status === "paused") {
    return text.waiting;
  }
  return percent === 100 ? text.answering : sending;
}
