import { useSyncExternalStore } from "react";
import { followStored, readStored, writeStored } from "../lib/storage";

/** The supported languages. docs/languages.md lists what a new one needs. */
export const languages = ["en", "de"] as const;
export type Language = (typeof languages)[number];

/** The locale for the formats of dates and numbers. */
const locales: Readonly<Record<Language, string>> = { en: "en-GB", de: "de-DE" };

/** Also read by public/first-paint.js. */
const key = "foyer.language";

const listeners = new Set<() => void>();

// public/first-paint.js has set the language: the stored choice, or else the first supported
// language of the browser.
let current: Language = import.meta.env.SSR ? "en" : languageOfDocument();

function languageOfDocument(): Language {
  return languages.find((candidate) => candidate === document.documentElement.lang) ?? "en";
}

/** Sets the language for a page that is rendered at build time. */
export function startIn(language: Language): void {
  current = language;
}

/** The language of the page. */
export function language(): Language {
  return current;
}

/** The language of the page. The component renders again when it changes. */
export function useLanguage(): Language {
  return useSyncExternalStore(subscribeToLanguage, language);
}

/** Calls the listener after each change of language. Returns a function that removes it. */
export function subscribeToLanguage(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Changes the language of the page and stores the choice in this browser. The texts must be loaded.
 */
export function setLanguage(next: Language): void {
  current = next;
  document.documentElement.lang = next;
  writeStored(key, next);
  // For nginx, which sends a page in this language. public/first-paint.js writes it too.
  // biome-ignore lint/suspicious/noDocumentCookie: some supported browsers lack the Cookie Store API
  document.cookie = `foyer_language=${next};path=/;max-age=31536000;samesite=lax`;
  for (const listener of listeners) {
    listener();
  }
}

/** Calls the listener with the language that another tab chose, even while this page loaded. */
export function subscribeToOtherTabs(listener: (chosen: Language) => void): () => void {
  return followStored(key, () => {
    const stored = languages.find((candidate) => candidate === readStored(key));
    if (stored && stored !== current) {
      listener(stored);
    }
  });
}

/**
 * Creates a value once for each language that is used, such as an Intl format. Returns a function
 * that gets it.
 */
export function perLanguage<T>(create: (locale: string) => T): () => T {
  const formats = new Map<Language, T>();
  return () => {
    const format = formats.get(current) ?? create(locales[current]);
    formats.set(current, format);
    return format;
  };
}
