import { type ReactNode, useId, useState } from "react";
import { useRestoreFocus } from "../../hooks/use-restore-focus";
import { type Language, useLanguage } from "../../i18n/language";
import button from "../../styles/button.module.css";
import { useAnnounce } from "./announcements";
import styles from "./section.module.css";

interface SectionProps {
  heading: string;
  children: ReactNode;
}

/** One matter of the profile. */
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

/** What the form inside an open section can do with it. */
export interface EditCallbacks {
  /** Closes the section and says what has come of it. */
  done: (words: string) => void;
  cancel: () => void;
}

interface EditableSectionProps {
  heading: string;
  /** How things are. */
  summary: ReactNode;
  /** Of the button that opens the form. */
  changeLabel: string;
  /** What came of the last thing done here, if it is no longer so. */
  outdatedNote?: string;
  /** What else can be done, as long as the form is closed. */
  extraActions?: (done: (words: string) => void) => ReactNode;
  renderForm: (editing: EditCallbacks) => ReactNode;
}

/** A matter that can be changed: the form comes when it is asked for, and goes when it has done its work. */
export function EditableSection({
  heading,
  summary,
  changeLabel,
  outdatedNote,
  extraActions,
  renderForm,
}: EditableSectionProps) {
  const [open, setOpen] = useState(false);
  const [note, setNote] = useState<{ words: string; in: Language } | null>(null);
  const language = useLanguage();
  const announce = useAnnounce();
  const openButton = useRestoreFocus(open);
  const done = (words: string) => {
    setOpen(false);
    setNote({ words, in: language });
    announce(words);
    // What was pressed beside it may be gone by now.
    openButton.current?.focus();
  };
  return (
    <Section heading={heading}>
      <div className={styles.fact}>{summary}</div>
      {open ? (
        <div className={styles.body}>{renderForm({ done, cancel: () => setOpen(false) })}</div>
      ) : (
        <div className={styles.actions}>
          <button
            ref={openButton}
            type="button"
            className={button.secondary}
            onClick={() => {
              setNote(null);
              setOpen(true);
            }}
          >
            {changeLabel}
          </button>
          {extraActions?.(done)}
        </div>
      )}
      {note?.in === language && note.words !== outdatedNote ? <Note>{note.words}</Note> : null}
    </Section>
  );
}

/** What has come of the last thing done here, for the eye; the live region has said it. */
function Note({ children }: { children: ReactNode }) {
  return <p className={styles.note}>{children}</p>;
}
