import { useSyncExternalStore } from "react";
import { type Language, language, setLanguage, subscribeToLanguage } from "./language";

/** Every text that people see, by area; the English file of an area says what it consists of. */
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

/** An area comes with the pages that need it, in the one language of the reader. */
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

/** Fetches the texts of these areas; from then on they are there in whatever language is chosen. */
export async function loadMessages(...areas: Area[]): Promise<void> {
  for (const area of areas) {
    requestedAreas.add(area);
  }
  await fetchRequested(language());
}

/** Shows the page in another language once all its texts are there; till then, and if they do not come, in this. */
export async function chooseLanguage(next: Language): Promise<void> {
  let fetched: number;
  do {
    fetched = requestedAreas.size;
    await fetchRequested(next);
  } while (requestedAreas.size > fetched);
  setLanguage(next);
}

/** The texts of an area in the language of the page: for what is worked out anew whenever it is shown. */
export function getMessages<A extends Area>(area: A): Texts[A] {
  const texts = getLoadedMessages(area);
  if (!texts) {
    throw new Error(`The texts of “${area}” are not loaded; see lazy-page.ts`);
  }
  return texts;
}

/** The same, or nothing as long as they are not there. */
export function getLoadedMessages<A extends Area>(area: A): Texts[A] | undefined {
  return loaded[language()][area];
}

/** The texts of an area, followed by the component into another language. */
export function useMessages<A extends Area>(area: A): Texts[A] {
  return useSyncExternalStore(subscribeToLanguage, () => getMessages(area));
}

async function fetchRequested(language: Language): Promise<void> {
  await Promise.all([...requestedAreas].map((area) => fetchArea(language, area)));
}

async function fetchArea<A extends Area>(language: Language, area: A): Promise<void> {
  loaded[language][area] ??= (await loaders[language][area]()).texts;
}
