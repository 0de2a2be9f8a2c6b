import { useQuery } from "@tanstack/react-query";
import { type RefObject, useState } from "react";
import { useMessages } from "../../../i18n/messages";
import button from "../../../styles/button.module.css";
import { kindTitle } from "../kind-title";
import { workersQuery } from "../queries";
import { FilterChips } from "./filter-chips";
import { SearchBox } from "./search-box";
import { SelectFilter } from "./select-filter";
import { StateFilter } from "./state-filter";
import styles from "./task-filters.module.css";
import { TimeFilter } from "./time-filter";
import { useTaskSearch } from "./use-task-search";

interface TaskFiltersProps {
  /** The kinds that exist. */
  kinds: readonly string[];
  searchInput: RefObject<HTMLInputElement | null>;
}

/** The filters of the list. Each change is written to the address and leads to the newest page. */
export function TaskFilters({ kinds, searchInput }: TaskFiltersProps) {
  const history = useMessages("admin").history;
  const { search, setSearch } = useTaskSearch();
  // On narrow screens the list comes first.
  const [isOpen, setOpen] = useState(false);
  const { data: workers } = useQuery(workersQuery(false));
  const names = workers?.workers.map(({ name }) => name) ?? [];
  return (
    <section className={styles.filters} aria-label={history.filters}>
      <div className={styles.row} data-open={isOpen}>
        <SearchBox searchInput={searchInput} />
        <button
          type="button"
          className={`${button.quiet} ${styles.more}`}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {history.moreFilters}
        </button>
        <SelectFilter
          label={history.kind}
          allLabel={history.allKinds}
          value={search.kind}
          choices={withChosen(kinds, search.kind).map((kind) => [kind, kindTitle(kind)])}
          onChoose={(kind) => setSearch({ kind: kind || undefined })}
        />
        <SelectFilter
          label={history.worker}
          allLabel={history.allWorkers}
          value={search.worker}
          choices={withChosen(names, search.worker).map((name) => [name, name])}
          onChoose={(worker) => setSearch({ worker: worker || undefined })}
        />
        <TimeFilter />
      </div>
      <div className={styles.states} data-open={isOpen}>
        <StateFilter />
      </div>
      <FilterChips />
    </section>
  );
}

/**
 * Adds the chosen value to the choices, because a link may contain one that is not known any more.
 */
function withChosen(knownValues: readonly string[], chosen: string | undefined): readonly string[] {
  return chosen && !knownValues.includes(chosen) ? [chosen, ...knownValues] : knownValues;
}
