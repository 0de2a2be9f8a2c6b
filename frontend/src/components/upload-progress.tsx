import type { Sending } from "../hooks/use-upload";
import { perLanguage } from "../i18n/language";
import { messagesOf, useMessages } from "../i18n/messages";
import button from "../styles/button.module.css";
import styles from "./upload-progress.module.css";

const share = perLanguage((locale) => new Intl.NumberFormat(locale, { style: "percent" }));

/** How much of the form has left, and a way to stop it. */
export function UploadProgress({ sending, onCancel }: { sending: Sending; onCancel: () => void }) {
  const text = useMessages("shell").upload;
  if (sending.state === "idle") {
    return null;
  }
  const percent = sending.state === "sending" ? Math.floor(sending.share * 100) : 0;
  return (
    <div className={styles.row}>
      <div className={styles.measure}>
        <p className={styles.words}>{words(sending, percent)}</p>
        <progress aria-label={text.label} value={percent} max={100} />
      </div>
      <button type="button" className={button.quiet} onClick={onCancel}>
        {text.cancel}
      </button>
    </div>
  );
}

function words(sending: Sending, percent: number): string {
  const text = messagesOf("shell").upload;
  if (sending.state === "held") {
    return text.waiting;
  }
  return percent === 100 ? text.answering : text.percent(share().format(percent / 100));
}
