import { type FormEvent, type RefObject, useEffect } from "react";
import { useMessages } from "../../../i18n/messages";
import button from "../../../styles/button.module.css";
import styles from "./filters.module.css";
import { useTaskSearch } from "./use-task-search";

/** One box for an address, an id, a reference, or words of an error. */
export function SearchBox({ box }: { box: RefObject<HTMLInputElement | null> }) {
  const text = useMessages("admin").history.search;
  const { search, show } = useTaskSearch();
  const asked = search.q ?? "";
  // Back, forward and the chips change what is asked, too.
  useEffect(() => {
    if (box.current) {
      box.current.value = asked;
    }
  }, [asked, box]);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    show({ q: box.current?.value.trim() || undefined });
    // The next keys are for the list; a phone's keyboard makes room for it.
    box.current?.blur();
  };
  return (
    <search className={styles.search}>
      <form className={styles.searchForm} onSubmit={submit}>
        <label className={styles.choice}>
          <span>{text.label}</span>
          <input
            ref={box}
            type="search"
            name="q"
            className={styles.input}
            placeholder={text.placeholder}
            defaultValue={asked}
            maxLength={200}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
        </label>
        <button type="submit" className={button.secondary}>
          {text.submit}
        </button>
      </form>
    </search>
  );
}
