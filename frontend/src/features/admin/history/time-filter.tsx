import { type FormEvent, useState } from "react";
import { useMessages } from "../../../i18n/messages";
import button from "../../../styles/button.module.css";
import { fromField, toField, useZone } from "../clock";
import { Choice } from "./choice";
import styles from "./filters.module.css";
import { type Range, ranges } from "./task-search";
import { useTaskSearch } from "./use-task-search";

/** In the list of times: one that is given by its ends. */
const between = "between";

/** Which time to show: one that ends now, or one with a beginning and an end. */
export function TimeFilter() {
  const text = useMessages("admin").history.time;
  const { search, show } = useTaskSearch();
  const [opened, setOpened] = useState(false);
  const isBetween = opened || Boolean(search.from || search.to);
  const choose = (value: string) => {
    setOpened(value === between);
    if (value !== between) {
      show({ range: (value || undefined) as Range | undefined });
    }
  };
  return (
    <>
      <Choice
        label={text.label}
        all={text.any}
        value={isBetween ? between : search.range}
        choices={[
          ...(Object.keys(ranges) as Range[]).map((range) => [range, text.ranges[range]] as const),
          [between, text.chosen],
        ]}
        onChoose={choose}
      />
      {isBetween ? <Ends key={`${search.from} ${search.to}`} /> : null}
    </>
  );
}

function Ends() {
  const text = useMessages("admin").history.time;
  const { search, show } = useTaskSearch();
  const [zone] = useZone();
  const [backwards, setBackwards] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [from, to] = [form.get("from"), form.get("to")].map((end) =>
      fromField(String(end), zone),
    );
    const isBackwards = from !== undefined && to !== undefined && from >= to;
    setBackwards(isBackwards);
    if (!isBackwards) {
      show({ from, to });
    }
  };
  return (
    // By another clock the same times are written differently.
    <form key={zone} className={styles.ends} onSubmit={submit}>
      <End label={text.from} name="from" value={toField(search.from, zone)} />
      <End label={text.to} name="to" value={toField(search.to, zone)} />
      <button type="submit" className={button.secondary}>
        {text.show}
      </button>
      {backwards ? (
        <p className={styles.complaint} role="alert">
          {text.backwards}
        </p>
      ) : null}
    </form>
  );
}

function End({ label, name, value }: { label: string; name: string; value: string }) {
  return (
    <label className={styles.choice}>
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
