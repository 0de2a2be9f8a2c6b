import { type FormEvent, useState } from "react";
import { useMessages } from "../../../i18n/messages";
import button from "../../../styles/button.module.css";
import { fromFieldValue, toFieldValue, useTimeZone } from "../time-zone";
import { SelectFilter } from "./select-filter";
import styles from "./task-filters.module.css";
import { type Range, ranges } from "./task-search";
import { useTaskSearch } from "./use-task-search";

/** The choice for a range with a begin and an end. */
const customRange = "between";

/** Filters by time: a range that ends now, or one with a begin and an end. */
export function TimeFilter() {
  const text = useMessages("admin").history.time;
  const { search, setSearch } = useTaskSearch();
  const [isOpen, setIsOpen] = useState(false);
  const isBetween = isOpen || Boolean(search.from || search.to);
  const choose = (value: string) => {
    setIsOpen(value === customRange);
    if (value !== customRange) {
      setSearch({ range: (value || undefined) as Range | undefined });
    }
  };
  return (
    <>
      <SelectFilter
        label={text.label}
        allLabel={text.any}
        value={isBetween ? customRange : search.range}
        choices={[
          ...(Object.keys(ranges) as Range[]).map((range) => [range, text.ranges[range]] as const),
          [customRange, text.chosen],
        ]}
        onChoose={choose}
      />
      {isBetween ? <CustomRangeForm key={`${search.from} ${search.to}`} /> : null}
    </>
  );
}

function CustomRangeForm() {
  const text = useMessages("admin").history.time;
  const { search, setSearch } = useTaskSearch();
  const [zone] = useTimeZone();
  const [isInvalid, setInvalid] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [from, to] = [form.get("from"), form.get("to")].map((end) =>
      fromFieldValue(String(end), zone),
    );
    const isOutOfOrder = from !== undefined && to !== undefined && from >= to;
    setInvalid(isOutOfOrder);
    if (!isOutOfOrder) {
      setSearch({ from, to });
    }
  };
  return (
    // The key resets the fields, because another time zone writes the same time differently.
    <form key={zone} className={styles.customRange} onSubmit={submit}>
      <DateTimeField label={text.from} name="from" value={toFieldValue(search.from, zone)} />
      <DateTimeField label={text.to} name="to" value={toFieldValue(search.to, zone)} />
      <button type="submit" className={button.secondary}>
        {text.show}
      </button>
      {isInvalid ? (
        <p className={styles.error} role="alert">
          {text.reversed}
        </p>
      ) : null}
    </form>
  );
}

function DateTimeField({ label, name, value }: { label: string; name: string; value: string }) {
  return (
    <label className={styles.filter}>
      <span>{label}</span>
      <input
        type="datetime-local"
        name={name}
        step={1}
        className={styles.input}
        defaultValue={value}
      />
    </label>
  );
}
