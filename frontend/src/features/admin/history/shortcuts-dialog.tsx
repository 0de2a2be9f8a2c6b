import { Fragment, useId } from "react";
import { Dialog } from "../../../components/dialog";
import { useMessages } from "../../../i18n/messages";
import button from "../../../styles/button.module.css";
import panel from "../../../styles/panel.module.css";
import styles from "./shortcuts-dialog.module.css";
import { useShortcutsEnabled } from "./use-shortcuts";

/** In the order of the list. */
const keys = [
  ["search", ["/"]],
  ["move", ["j", "k"]],
  ["open", ["Enter"]],
  ["choose", ["x"]],
  ["retry", ["r"]],
  ["revoke", ["c"]],
  ["help", ["?"]],
] as const;

/** Lists the keyboard shortcuts, with a switch to turn them off. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const text = useMessages("admin").history.help;
  const admin = useMessages("admin");
  const heading = useId();
  const [enabled, setEnabled] = useShortcutsEnabled();
  return (
    <Dialog labelledBy={heading} onClose={onClose}>
      {(dialog) => (
        <div className={panel.form}>
          <h2 id={heading}>{text.heading}</h2>
          <dl className={styles.keys}>
            {keys.map(([name, alternatives]) => (
              <div key={name} className={styles.row}>
                <dt>
                  {alternatives.map((key, index) => (
                    <Fragment key={key}>
                      {index > 0 ? ` ${text.or} ` : null}
                      <kbd>{key}</kbd>
                    </Fragment>
                  ))}
                </dt>
                <dd>{text[name]}</dd>
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
              {admin.close}
            </button>
          </div>
        </div>
      )}
    </Dialog>
  );
}
