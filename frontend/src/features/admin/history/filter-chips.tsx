import { useMessages } from "../../../i18n/messages";
import button from "../../../styles/button.module.css";
import { useTimeZone } from "../time-zone";
import { filterChips } from "./filter-chip-texts";
import styles from "./filter-chips.module.css";
import { useTaskSearch } from "./use-task-search";

const noFilters = {
  state: undefined,
  kind: undefined,
  q: undefined,
  user: undefined,
  worker: undefined,
  error: undefined,
  last: undefined,
  from: undefined,
  to: undefined,
} as const;

/** The active filters, each with a button that removes it. */
export function FilterChips() {
  const text = useMessages("admin").history.chips;
  const { search, setSearch } = useTaskSearch();
  const [zone] = useTimeZone();
  const chips = filterChips(search, zone);
  return chips.length > 0 ? (
    <ul className={styles.chips} aria-label={text.label}>
      {chips.map(({ label, without }) => (
        <li key={label} className={styles.chip}>
          <span className={styles.label}>{label}</span>
          <button
            type="button"
            className={styles.remove}
            aria-label={text.remove(label)}
            onClick={() => setSearch(without)}
          >
            <svg viewBox="0 0 16 16" aria-hidden="true">
              <path d="m4.5 4.5 7 7m0-7-7 7" />
            </svg>
          </button>
        </li>
      ))}
      <li>
        <button type="button" className={button.quiet} onClick={() => setSearch(noFilters)}>
          {text.clear}
        </button>
      </li>
    </ul>
  ) : null;
}
