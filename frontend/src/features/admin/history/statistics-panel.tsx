import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Skeleton } from "../../../components/skeleton";
import { useMessages } from "../../../i18n/messages";
import { kindTitle } from "../kind-title";
import { LoadFailed } from "../load-failed";
import { statisticsQuery } from "../queries";
import { useTimeZone } from "../time-zone";
import { ErrorGroups } from "./error-groups";
import { timeRangeText } from "./filter-chip-texts";
import { Histogram } from "./histogram";
import { KeyFigures } from "./key-figures";
import styles from "./statistics-panel.module.css";
import { defaultLast, states, type TaskSearch } from "./task-search";
import { useTaskSearch } from "./use-task-search";

/** On narrower screens the panel is collapsed at first, so that the list comes first. */
const wideScreenPx = 768;

/** The statistics of the chosen time: key figures, histogram and error groups. */
export function StatisticsPanel({ live }: { live: boolean }) {
  const text = useMessages("admin").history.figures;
  const { search } = useTaskSearch();
  const [isOpen, setOpen] = useState(() => window.innerWidth >= wideScreenPx);
  return (
    <details
      className={styles.statistics}
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className={styles.head}>
        <h2>{text.heading}</h2>{" "}
        <span className={styles.scope}>
          <StatisticsScope search={search} />
        </span>
      </summary>
      {isOpen ? <StatisticsBody live={live} /> : null}
    </details>
  );
}

function StatisticsBody({ live }: { live: boolean }) {
  const text = useMessages("admin").history.figures;
  const { search, setSearch } = useTaskSearch();
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
        <div className={styles.loading}>
          <Skeleton rows={6} />
        </div>
      )}
      {data ? (
        <div className={styles.body} data-stale={isPlaceholderData}>
          <KeyFigures statistics={data} live={live} />
          <Histogram statistics={data} shown={search.state ?? states} onChoose={setSearch} />
          <ErrorGroups statistics={data} />
        </div>
      ) : null}
    </>
  );
}

/** Describes the tasks that the statistics count: they use the filters for time and kind only. */
function StatisticsScope({ search }: { search: TaskSearch }) {
  const text = useMessages("admin").history.figures;
  const history = useMessages("admin").history;
  const [zone] = useTimeZone();
  const range = timeRangeText(search, zone) ?? history.time.durations[defaultLast];
  return search.kind ? text.ofKind(range, kindTitle(search.kind)) : text.of(range);
}
