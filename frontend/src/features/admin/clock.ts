import { useSyncExternalStore } from "react";
import { perLanguage } from "../../i18n/language";
import { recall, remember } from "../../lib/remembered";

/** Whose clock times are told by. */
export const zones = ["local", "UTC"] as const;
export type Zone = (typeof zones)[number];

const key = "foyer.zone";
const listeners = new Set<() => void>();

/** The chosen clock and how to choose another; the choice stays in this browser. */
export function useZone(): [Zone, (zone: Zone) => void] {
  return [useSyncExternalStore(subscribe, storedZone), chooseZone];
}

function storedZone(): Zone {
  return recall(key) === "UTC" ? "UTC" : "local";
}

function chooseZone(zone: Zone): void {
  remember(key, zone === "local" ? null : zone);
  for (const listener of listeners) {
    listener();
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

const styles = {
  exact: { dateStyle: "medium", timeStyle: "long" },
  time: { hour: "2-digit", minute: "2-digit" },
  dayAndTime: { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
  day: { day: "numeric", month: "short", year: "numeric" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

type Style = keyof typeof styles;

const formats = perLanguage((locale) => {
  const made = new Map<string, Intl.DateTimeFormat>();
  return (style: Style, zone: Zone) => {
    const name = `${zone} ${style}`;
    const timeZone = zone === "UTC" ? { timeZone: "UTC" } : {};
    const format =
      made.get(name) ?? new Intl.DateTimeFormat(locale, { ...styles[style], ...timeZone });
    made.set(name, format);
    return format;
  };
});

/** A time by the chosen clock: to the second with the clock's name, or as short as its use allows. */
export function clockTime(iso: string, zone: Zone, style: Style = "exact"): string {
  return formats()(style, zone).format(new Date(iso));
}

/** A time as a datetime-local field takes it. */
export function toField(iso: string | undefined, zone: Zone): string {
  if (!iso) {
    return "";
  }
  const time = new Date(iso);
  const shift = zone === "UTC" ? 0 : time.getTimezoneOffset() * 60_000;
  return new Date(time.getTime() - shift).toISOString().slice(0, 19);
}

/** What a datetime-local field says, as an ISO time; undefined when it is empty. */
export function fromField(value: string, zone: Zone): string | undefined {
  return value ? new Date(zone === "UTC" ? `${value}Z` : value).toISOString() : undefined;
}
