import type { FormEvent, RefObject } from "react";
import { useMessages } from "../../../i18n/messages";
import button from "../../../styles/button.module.css";
import styles from "./task-filters.module.css";
import { useTaskSearch } from "./use-task-search";
import { useUnsentText } from "./use-unsent-text";

/** Searches by e-mail address, id, reference, or words of an error. */
export function SearchBox({ searchInput }: { searchInput: RefObject<HTMLInputElement | null> }) {
  const text = useMessages("admin").history.search;
  const { search, setSearch } = useTaskSearch();
  const query = search.q ?? "";
  const unsent = useUnsentText(searchInput, "task-search", query);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    unsent.forget();
    setSearch({ q: searchInput.current?.value.trim() || undefined });
    // The next keys are shortcuts for the list, and the keyboard of a phone closes.
    searchInput.current
      ?.closest("main")
      ?.querySelector<HTMLElement>("h1")
      ?.focus({ preventScroll: true });
  };
  return (
    <search className={styles.search}>
      <form className={styles.searchForm} onSubmit={submit}>
        <label className={styles.filter}>
          <span className="visually-hidden">{text.label}</span>
          <input
            ref={searchInput}
            type="search"
            dir="auto"
            name="q"
            className={styles.input}
            placeholder={text.placeholder}
            defaultValue={query}
            onInput={unsent.keep}
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
