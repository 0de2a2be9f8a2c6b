import { useSyncExternalStore } from "react";
import { type Language, language, setLanguage, subscribeToLanguage } from "./language";

/**
 * The texts of the product, by area. The English file of an area is the type of the other
 * languages.
 */
interface Texts {
  problems: typeof import("./messages/en/problems").texts;
  shell: typeof import("./messages/en/shell").texts;
  entry: typeof import("./messages/en/entry").texts;
  welcome: typeof import("./messages/en/welcome").texts;
  crop: typeof import("./messages/en/crop").texts;
  profile: typeof import("./messages/en/profile").texts;
  admin: typeof import("./messages/en/admin").texts;
}
export type Area = keyof Texts;

/** Loads one area in one language, when a page needs it. */
const loaders: Readonly<
  Record<Language, { readonly [A in Area]: () => Promise<{ readonly texts: Texts[A] }> }>
> = {
  en: {
    problems: () => import("./messages/en/problems"),
    shell: () => import("./messages/en/shell"),
    entry: () => import("./messages/en/entry"),
    welcome: () => import("./messages/en/welcome"),
    crop: () => import("./messages/en/crop"),
    profile: () => import("./messages/en/profile"),
    admin: () => import("./messages/en/admin"),
  },
  de: {
    problems: () => import("./messages/de/problems"),
    shell: () => import("./messages/de/shell"),
    entry: () => import("./messages/de/entry"),
    welcome: () => import("./messages/de/welcome"),
    crop: () => import("./messages/de/crop"),
    profile: () => import("./messages/de/profile"),
    admin: () => import("./messages/de/admin"),
  },
};

const loaded: Record<Language, Partial<Texts>> = { en: {}, de: {} };
const requestedAreas = new Set<Area>();

/** Loads the texts of these areas. A later change of language loads them again. */
export async function loadMessages(...areas: Area[]): Promise<void> {
  for (const area of areas) {
    requestedAreas.add(area);
  }
  await fetchRequested(language());
}

/**
 * Changes the language of the page after all its texts are loaded. If that fails, the language
 * stays.
 */
export async function chooseLanguage(next: Language): Promise<void> {
  let fetched: number;
  do {
    fetched = requestedAreas.size;
    await fetchRequested(next);
  } while (requestedAreas.size > fetched);
  setLanguage(next);
}

/** Returns the texts of an area in the language of the page, for code outside of components. */
export function getMessages<A extends Area>(area: A): Texts[A] {
  const texts = getLoadedMessages(area);
  if (!texts) {
    throw new Error(`The texts of “${area}” are not loaded; see lazy-page.ts`);
  }
  return texts;
}

/** Returns the texts of an area, or undefined if they are not loaded. */
export function getLoadedMessages<A extends Area>(area: A): Texts[A] | undefined {
  return loaded[language()][area];
}

/** Returns the texts of an area. The component renders again when the language changes. */
export function useMessages<A extends Area>(area: A): Texts[A] {
  return useSyncExternalStore(subscribeToLanguage, () => getMessages(area));
}

async function fetchRequested(language: Language): Promise<void> {
  await Promise.all([...requestedAreas].map((area) => fetchArea(language, area)));
}

async function fetchArea<A extends Area>(language: Language, area: A): Promise<void> {
  loaded[language][area] ??= (await loaders[language][area]()).texts;
}
