import { useQuery } from "@tanstack/react-query";
import type { RefObject } from "react";
import { useMessages } from "../../../i18n/messages";
import { kindTitle } from "../kind-title";
import { workersQuery } from "../queries";
import { ChipList } from "./chip-list";
import { Choice } from "./choice";
import styles from "./filters.module.css";
import { SearchBox } from "./search-box";
import { StateFilter } from "./state-filter";
import { TimeFilter } from "./time-filter";
import { useTaskSearch } from "./use-task-search";

interface FiltersProps {
  /** The kinds there are. */
  kinds: readonly string[];
  box: RefObject<HTMLInputElement | null>;
}

/** What to show; each choice goes into the address and back to the newest. */
export function Filters({ kinds, box }: FiltersProps) {
  const history = useMessages("admin").history;
  const { search, show } = useTaskSearch();
  const { data: workers } = useQuery(workersQuery(false));
  const names = workers?.workers.map(({ name }) => name) ?? [];
  return (
    <section className={styles.filters} aria-label={history.filters}>
      <div className={styles.row}>
        <SearchBox box={box} />
        <Choice
          label={history.kind}
          all={history.all}
          value={search.kind}
          choices={withChosen(kinds, search.kind).map((kind) => [kind, kindTitle(kind)])}
          onChoose={(kind) => show({ kind: kind || undefined })}
        />
        <Choice
          label={history.worker}
          all={history.all}
          value={search.worker}
          choices={withChosen(names, search.worker).map((name) => [name, name])}
          onChoose={(worker) => show({ worker: worker || undefined })}
        />
        <TimeFilter />
      </div>
      <StateFilter />
      <ChipList />
    </section>
  );
}

/** One that came by a link stays in the list, though it may not be known any more. */
function withChosen(known: readonly string[], chosen: string | undefined): readonly string[] {
  return chosen && !known.includes(chosen) ? [chosen, ...known] : known;
}
