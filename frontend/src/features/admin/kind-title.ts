import { getMessages } from "../../i18n/messages";

/**
 * Returns the title of a task kind for administrators; a kind without a title keeps its own name.
 */
export function kindTitle(kind: string): string {
  const titles: Readonly<Record<string, string>> = getMessages("admin").kinds;
  return (Object.hasOwn(titles, kind) && titles[kind]) || kind;
}
