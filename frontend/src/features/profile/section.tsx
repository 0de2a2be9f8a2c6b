import { type ReactNode, useId, useState } from "react";
import { useOpenForm } from "../../hooks/use-open-form";
import { useRestoreFocus } from "../../hooks/use-restore-focus";
import { type Language, useLanguage } from "../../i18n/language";
import button from "../../styles/button.module.css";
import { useAnnounce } from "./announcements";
import styles from "./section.module.css";

interface SectionProps {
  heading: string;
  children: ReactNode;
}

/** A section of the profile. */
export function Section({ heading, children }: SectionProps) {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <h2 id={id} className={styles.heading}>
        {heading}
      </h2>
      {children}
    </section>
  );
}

/** What the form in an open section can call. */
export interface EditCallbacks {
  /** Closes the section and announces the result. */
  done: (message: string) => void;
  cancel: () => void;
}

interface EditableSectionProps {
  heading: string;
  /** The name under which the form's values survive a reload; then the form is open again. */
  storedAs?: string;
  /** The current value. */
  summary: ReactNode;
  /** The label of the button that opens the form. */
  changeLabel: string;
  /** The note that is not true any more and must not be shown. */
  outdatedNote?: string;
  /** More buttons, shown while the form is closed. */
  extraActions?: (done: (message: string) => void) => ReactNode;
  renderForm: (editing: EditCallbacks) => ReactNode;
}

/** A section with a form. A button opens the form; success or cancelling closes it. */
export function EditableSection({
  heading,
  storedAs,
  summary,
  changeLabel,
  outdatedNote,
  extraActions,
  renderForm,
}: EditableSectionProps) {
  const { isOpen, open, close } = useOpenForm(storedAs);
  const [note, setNote] = useState<{ message: string; in: Language } | null>(null);
  const language = useLanguage();
  const announce = useAnnounce();
  const openButton = useRestoreFocus(isOpen);
  const done = (message: string) => {
    close();
    setNote({ message, in: language });
    announce(message);
    // The button that had the focus may be gone.
    openButton.current?.focus();
  };
  return (
    <Section heading={heading}>
      <div className={styles.summary}>{summary}</div>
      {isOpen ? (
        <div className={styles.body}>{renderForm({ done, cancel: close })}</div>
      ) : (
        <div className={styles.actions}>
          <button
            ref={openButton}
            type="button"
            className={button.secondary}
            onClick={() => {
              setNote(null);
              open();
            }}
          >
            {changeLabel}
          </button>
          {extraActions?.(done)}
        </div>
      )}
      {note?.in === language && note.message !== outdatedNote ? <Note>{note.message}</Note> : null}
    </Section>
  );
}

/** The result of the last change. The live region announced it already. */
export function Note({ children }: { children: ReactNode }) {
  return <p className={styles.note}>{children}</p>;
}
