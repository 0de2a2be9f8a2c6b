import { useState } from "react";
import { useMessages } from "../../../i18n/messages";
import { CustomRangeForm } from "./custom-range-form";
import { SelectFilter } from "./select-filter";
import { type Duration, durations } from "./task-search";
import { useTaskSearch } from "./use-task-search";
import { useStoredText } from "./use-unsent-text";

/** The choice for a range with a begin and an end. */
const customRange = "between";

/** Filters by time: a duration before now, or a range with a begin and an end. */
export function TimeFilter() {
  const text = useMessages("admin").history.time;
  const { search, setSearch } = useTaskSearch();
  const typedFrom = useStoredText("task-from");
  const typedTo = useStoredText("task-to");
  const [isOpen, setIsOpen] = useState(typedFrom.exists || typedTo.exists);
  const isBetween = isOpen || Boolean(search.from || search.to);
  const choose = (value: string) => {
    setIsOpen(value === customRange);
    if (value !== customRange) {
      typedFrom.forget();
      typedTo.forget();
      setSearch({ last: (value || undefined) as Duration | undefined });
    }
  };
  return (
    <>
      <SelectFilter
        label={text.label}
        allLabel={text.any}
        value={isBetween ? customRange : search.last}
        choices={[
          ...(Object.keys(durations) as Duration[]).map(
            (last) => [last, text.durations[last]] as const,
          ),
          [customRange, text.chosen],
        ]}
        onChoose={choose}
      />
      {isBetween ? <CustomRangeForm /> : null}
    </>
  );
}
