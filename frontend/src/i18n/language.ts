import { useSyncExternalStore } from "react";
import { writeStored } from "../lib/storage";

/** The languages there are. A new one: here, in messages.ts, in public/first-paint.js and in messages/. */
export const languages = ["en", "de"] as const;
export type Language = (typeof languages)[number];

/** How dates and numbers are written in each. */
const locales: Readonly<Record<Language, string>> = { en: "en-GB", de: "de-DE" };

/** Also read by public/first-paint.js. */
const key = "foyer.language";

const listeners = new Set<() => void>();

// public/first-paint.js has chosen: what the person chose here before, else the first that the browser asks for.
let current = languages.find((candidate) => candidate === document.documentElement.lang) ?? "en";

/** The language of the page. */
export function language(): Language {
  return current;
}

/** The language of the page, followed by the component. */
export function useLanguage(): Language {
  return useSyncExternalStore(subscribeToLanguage, language);
}

/** Calls the listener after each change of language; returns how to stop that. */
export function subscribeToLanguage(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Shows the page in another language; the choice stays in this browser. Its texts have to be there. */
export function setLanguage(next: Language): void {
  current = next;
  document.documentElement.lang = next;
  writeStored(key, next);
  for (const listener of listeners) {
    listener();
  }
}

/** Makes something once for each language that is used, such as a format of Intl; returns how to get it. */
export function perLanguage<T>(create: (locale: string) => T): () => T {
  const formats = new Map<Language, T>();
  return () => {
    const format = formats.get(current) ?? create(locales[current]);
    formats.set(current, format);
    return format;
  };
}
