import { type ReactNode, type RefObject, useLayoutEffect, useRef } from "react";
import styles from "./dialog.module.css";

interface DialogProps {
  /** Ids of the elements in the dialog that label and describe it. */
  labelledBy: string;
  describedBy?: string;
  onClose: () => void;
  children: (dialog: RefObject<HTMLDialogElement | null>) => ReactNode;
}

/** A modal dialog. Escape closes it. */
export function Dialog({ labelledBy, describedBy, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      onClose={onClose}
    >
      {children(dialog)}
    </dialog>
  );
}
