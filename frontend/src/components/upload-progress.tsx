import type { UploadState } from "../hooks/use-upload";
import { perLanguage } from "../i18n/language";
import { getMessages, useMessages } from "../i18n/messages";
import button from "../styles/button.module.css";
import styles from "./upload-progress.module.css";

const share = perLanguage((locale) => new Intl.NumberFormat(locale, { style: "percent" }));

/** The progress of an upload, with a button that cancels it. */
export function UploadProgress({
  uploadState,
  onCancel,
}: {
  uploadState: UploadState;
  onCancel: () => void;
}) {
  const text = useMessages("shell").upload;
  if (uploadState.status === "idle") {
    return null;
  }
  const percent = uploadState.status === "sending" ? Math.floor(uploadState.share * 100) : 0;
  return (
    <div className={styles.row}>
      <div className={styles.progress}>
        <p className={styles.text}>{statusText(uploadState, percent)}</p>
        <progress aria-label={text.label} value={percent} max={100} />
      </div>
      <button type="button" className={button.quiet} onClick={onCancel}>
        {text.cancel}
      </button>
    </div>
  );
}

function statusText(uploadState: UploadState, percent: number): string {
  const text = getMessages("shell").upload;
  if (uploadState.status === "paused") {
    return text.waiting;
  }
  return percent === 100 ? text.answering : text.percent(share().format(percent / 100));
}
