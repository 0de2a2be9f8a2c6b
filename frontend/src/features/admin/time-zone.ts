import { useSyncExternalStore } from "react";
import { perLanguage } from "../../i18n/language";
import { serverNow } from "../../lib/server-clock";
import { readStored, subscribeToStored, writeStored } from "../../lib/storage";

/** The time zones to choose from. */
export const timeZones = ["local", "UTC"] as const;
export type TimeZone = (typeof timeZones)[number];

const key = "foyer.zone";
const listeners = new Set<() => void>();

/** The chosen time zone of all tabs of this browser, and a function that changes it. */
export function useTimeZone(): [TimeZone, (zone: TimeZone) => void] {
  return [useSyncExternalStore(subscribe, readTimeZone), setTimeZone];
}

function readTimeZone(): TimeZone {
  return readStored(key) === "UTC" ? "UTC" : "local";
}

function setTimeZone(zone: TimeZone): void {
  writeStored(key, zone === "local" ? null : zone);
  for (const listener of listeners) {
    listener();
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  const unsubscribe = subscribeToStored(key, listener);
  return () => {
    listeners.delete(listener);
    unsubscribe();
  };
}

const dateStyles = {
  exact: { dateStyle: "medium", timeStyle: "long" },
  time: { hour: "2-digit", minute: "2-digit" },
  dayAndTime: { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
  dayOfOtherYear: {
    ...{ day: "numeric", month: "short", year: "numeric" },
    ...{ hour: "2-digit", minute: "2-digit" },
  },
  day: { day: "numeric", month: "short", year: "numeric" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

type DateStyle = keyof typeof dateStyles;

const getFormat = perLanguage((locale) => {
  const formatByName = new Map<string, Intl.DateTimeFormat>();
  return (style: DateStyle, zone: TimeZone, named: boolean) => {
    const name = `${zone} ${style} ${named}`;
    const format =
      formatByName.get(name) ??
      new Intl.DateTimeFormat(locale, {
        ...dateStyles[style],
        ...(zone === "UTC" && { timeZone: "UTC" }),
        ...(named && { timeZoneName: "short" }),
      });
    formatByName.set(name, format);
    return format;
  };
});

/**
 * Formats a time in a time zone: to the second and with the zone, or in a shorter style. The hour
 * that occurs twice when the clocks go back has the name of its zone in every style with a time.
 */
export function formatInZone(iso: string, zone: TimeZone, style: DateStyle = "exact"): string {
  const isNamed = ["time", "dayAndTime"].includes(style) && isAmbiguous(iso, zone);
  const isOtherYear = style === "dayAndTime" && !isThisYear(iso, zone);
  const shown = isOtherYear ? "dayOfOtherYear" : style;
  return getFormat()(shown, zone, isNamed).format(new Date(iso));
}

function isThisYear(iso: string, zone: TimeZone): boolean {
  const [year, thisYear] = [Date.parse(iso), serverNow()].map((time) =>
    fieldValue(time, zone).slice(0, 4),
  );
  return year === thisYear;
}

function isAmbiguous(iso: string, zone: TimeZone): boolean {
  return timesOfField(toFieldValue(iso, zone), zone).length > 1;
}

/** Returns a time as the value of a datetime-local field. */
export function toFieldValue(iso: string | undefined, zone: TimeZone): string {
  return iso ? fieldValue(Date.parse(iso), zone) : "";
}

function fieldValue(time: number, zone: TimeZone): string {
  return new Date(time - offsetMs(time, zone)).toISOString().slice(0, 19);
}

/** What to add to a local time to get UTC. */
function offsetMs(time: number, zone: TimeZone): number {
  return zone === "UTC" ? 0 : new Date(time).getTimezoneOffset() * 60_000;
}

const dayMs = 86_400_000;

/**
 * Returns the times that a datetime-local field can mean, the earliest first. When the clocks go
 * forward, an hour has none; when they go back, an hour has two.
 */
export function timesOfField(value: string, zone: TimeZone): Date[] {
  const seconds = value.length === "2026-01-02T03:04".length ? `${value}:00` : value;
  const asUtc = Date.parse(`${seconds}Z`);
  const offsets = [asUtc - dayMs, asUtc + dayMs].map((time) => offsetMs(time, zone));
  return [...new Set(offsets)]
    .map((offset) => asUtc + offset)
    .filter((time) => fieldValue(time, zone) === seconds)
    .sort((first, second) => first - second)
    .map((time) => new Date(time));
}
