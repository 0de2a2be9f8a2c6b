import { type ReactNode, useId, useState } from "react";
import { useReturningFocus } from "../../hooks/use-returning-focus";
import { type Language, useLanguage } from "../../i18n/language";
import button from "../../styles/button.module.css";
import { useAnnounce } from "./news";
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
export interface Editing {
  /** Closes the section and says what has come of it. */
  done: (words: string) => void;
  cancel: () => void;
}

interface EditableSectionProps {
  heading: string;
  /** How things are. */
  fact: ReactNode;
  /** Of the button that opens the form. */
  change: string;
  /** What came of the last thing done here, if it is no longer so. */
  outdated?: string;
  /** What else can be done, as long as the form is closed. */
  more?: (done: (words: string) => void) => ReactNode;
  form: (editing: Editing) => ReactNode;
}

/** A matter that can be changed: the form comes when it is asked for, and goes when it has done its work. */
export function EditableSection({
  heading,
  fact,
  change,
  outdated,
  more,
  form,
}: EditableSectionProps) {
  const [open, setOpen] = useState(false);
  const [note, setNote] = useState<{ words: string; in: Language } | null>(null);
  const language = useLanguage();
  const announce = useAnnounce();
  const opener = useReturningFocus(open);
  const done = (words: string) => {
    setOpen(false);
    setNote({ words, in: language });
    announce(words);
    // What was pressed beside it may be gone by now.
    opener.current?.focus();
  };
  return (
    <Section heading={heading}>
      <div className={styles.fact}>{fact}</div>
      {open ? (
        <div className={styles.body}>{form({ done, cancel: () => setOpen(false) })}</div>
      ) : (
        <div className={styles.actions}>
          <button
            ref={opener}
            type="button"
            className={button.secondary}
            onClick={() => {
              setNote(null);
              setOpen(true);
            }}
          >
            {change}
          </button>
          {more?.(done)}
        </div>
      )}
      {note?.in === language && note.words !== outdated ? <Note>{note.words}</Note> : null}
    </Section>
  );
}

/** What has come of the last thing done here, for the eye; the live region has said it. */
function Note({ children }: { children: ReactNode }) {
  return <p className={styles.note}>{children}</p>;
}
