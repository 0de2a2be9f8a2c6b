import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Skeleton } from "../../../components/skeleton";
import { useMessages } from "../../../i18n/messages";
import { useZone } from "../clock";
import { kindTitle } from "../kind-title";
import { LoadFailed } from "../load-failed";
import { statisticsQuery } from "../queries";
import { timeWords } from "./chips";
import { ErrorGroups } from "./error-groups";
import { Figures } from "./figures";
import { Histogram } from "./histogram";
import styles from "./statistics.module.css";
import { states, type TaskSearch, usualRange } from "./task-search";
import { useTaskSearch } from "./use-task-search";

/** On narrower pages the list comes first, and the figures when they are asked for. */
const roomyPx = 768;

/** The chosen time in figures, over its whole length, and by what went wrong. */
export function Statistics({ live }: { live: boolean }) {
  const text = useMessages("admin").history.figures;
  const { search } = useTaskSearch();
  const [isOpen, setOpen] = useState(() => window.innerWidth >= roomyPx);
  return (
    <details
      className={styles.statistics}
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className={styles.head}>
        <h2>{text.heading}</h2>{" "}
        <span className={styles.about}>
          <About search={search} />
        </span>
      </summary>
      {isOpen ? <Body live={live} /> : null}
    </details>
  );
}

function Body({ live }: { live: boolean }) {
  const text = useMessages("admin").history.figures;
  const { search, show } = useTaskSearch();
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...statisticsQuery(search, live),
    refetchOnWindowFocus: live,
  });
  return (
    <>
      {error && !data ? (
        <LoadFailed heading={text.loadFailed} error={error} onRetry={() => void refetch()} />
      ) : null}
      {data || error ? null : (
        <div className={styles.coming}>
          <Skeleton rows={6} />
        </div>
      )}
      {data ? (
        <div className={styles.body} data-stale={isPlaceholderData}>
          <Figures statistics={data} live={live} />
          <Histogram statistics={data} shown={search.state ?? states} onChoose={show} />
          <ErrorGroups statistics={data} />
        </div>
      ) : null}
    </>
  );
}

/** What the figures are of: they know the time and the kind, and none of the other filters. */
function About({ search }: { search: TaskSearch }) {
  const text = useMessages("admin").history.figures;
  const history = useMessages("admin").history;
  const [zone] = useZone();
  const range = timeWords(search, zone) ?? history.time.ranges[usualRange];
  return search.kind ? text.ofKind(range, kindTitle(search.kind)) : text.of(range);
}
