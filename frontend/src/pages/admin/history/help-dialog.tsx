import { Fragment, useId } from "react";
import { Dialog } from "../../../components/dialog";
import { adminMessages } from "../../../messages-admin";
import { historyMessages } from "../../../messages-admin-history";
import button from "../../../styles/button.module.css";
import panel from "../../../styles/panel.module.css";
import styles from "./help-dialog.module.css";
import { useShortcutsEnabled } from "./shortcuts";

const text = historyMessages.help;

/** What the keys do, and a switch for those who do not want them. */
export function HelpDialog({ onClose }: { onClose: () => void }) {
  const heading = useId();
  const [enabled, setEnabled] = useShortcutsEnabled();
  return (
    <Dialog labelledBy={heading} onClose={onClose}>
      {(dialog) => (
        <div className={panel.form}>
          <h2 id={heading}>{text.heading}</h2>
          <dl className={styles.keys}>
            {text.keys.map(([keys, words]) => (
              <div key={words} className={styles.row}>
                <dt>
                  {keys.map((key, index) => (
                    <Fragment key={key}>
                      {index > 0 ? ` ${text.or} ` : null}
                      <kbd>{key}</kbd>
                    </Fragment>
                  ))}
                </dt>
                <dd>{words}</dd>
              </div>
            ))}
          </dl>
          <label className={styles.enabled}>
            <input
              type="checkbox"
              checked={enabled}
              onChange={(event) => setEnabled(event.currentTarget.checked)}
            />
            {text.enabled}
          </label>
          <div className={panel.actions}>
            <button
              type="button"
              className={button.secondary}
              onClick={() => dialog.current?.close()}
            >
              {adminMessages.close}
            </button>
          </div>
        </div>
      )}
    </Dialog>
  );
}
