import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import type { TaskStatistics } from "../../../api/generated";
import { Skeleton } from "../../../components/skeleton";
import { useMessages } from "../../../i18n/messages";
import { readStored, writeStored } from "../../../lib/storage";
import button from "../../../styles/button.module.css";
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

/** The choice is stored in this browser. */
const storageKey = "foyer.statistics";

/** The most error groups that the API lists. */
const maxErrorGroups = 1000;

/**
 * The statistics of the chosen time: the key figures in one line; below it, when the user opens
 * them, the histogram and the error groups.
 */
export function StatisticsPanel({ live }: { live: boolean }) {
  const text = useMessages("admin").history.figures;
  const { search } = useTaskSearch();
  const details = useId();
  const [isOpen, setOpen] = useState(() => readStored(storageKey) === "open");
  const [groupLimit, setGroupLimit] = useState(50);
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...statisticsQuery(search, live, groupLimit),
    refetchOnWindowFocus: live,
  });
  const showMoreGroups = () => setGroupLimit((limit) => Math.min(limit * 4, maxErrorGroups));
  const toggle = () => {
    writeStored(storageKey, isOpen ? null : "open");
    setOpen(!isOpen);
  };
  return (
    <section className={styles.statistics} aria-label={text.heading}>
      <div className={styles.line} data-stale={isPlaceholderData}>
        <p className={styles.scope}>
          <StatisticsScope search={search} isShort={!isOpen} />
        </p>
        <KeyFigures statistics={data} live={live} isDetailed={isOpen} />
        <button
          type="button"
          className={button.quiet}
          aria-expanded={isOpen}
          aria-controls={details}
          onClick={toggle}
        >
          {isOpen ? text.close : text.open}
        </button>
      </div>
      <div id={details} hidden={!isOpen}>
        {error && !data ? (
          <LoadFailed heading={text.loadFailed} error={error} onRetry={() => void refetch()} />
        ) : null}
        {data || error ? null : (
          <div className={styles.loading}>
            <Skeleton rows={6} />
          </div>
        )}
        {isOpen && data ? (
          <div className={styles.body} data-stale={isPlaceholderData}>
            <StatisticsDetails
              statistics={data}
              onMoreGroups={groupLimit < maxErrorGroups ? showMoreGroups : undefined}
            />
          </div>
        ) : null}
      </div>
    </section>
  );
}

interface StatisticsDetailsProps {
  statistics: TaskStatistics;
  /** Missing if no more error groups can be listed. */
  onMoreGroups: (() => void) | undefined;
}

function StatisticsDetails({ statistics, onMoreGroups }: StatisticsDetailsProps) {
  const { search, setSearch } = useTaskSearch();
  return (
    <>
      <Histogram statistics={statistics} shown={search.state ?? states} onChoose={setSearch} />
      <ErrorGroups statistics={statistics} onMore={onMoreGroups} />
    </>
  );
}

/** Describes the tasks that the statistics count: they use the filters for time and kind only. */
function StatisticsScope({ search, isShort }: { search: TaskSearch; isShort: boolean }) {
  const text = useMessages("admin").history.figures;
  const history = useMessages("admin").history;
  const [zone] = useTimeZone();
  const range = timeRangeText(search, zone) ?? history.time.durations[defaultLast];
  if (search.kind) {
    return text.ofKind(range, kindTitle(search.kind));
  }
  return isShort ? range : text.of(range);
}
