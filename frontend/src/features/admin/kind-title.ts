import { getMessages } from "../../i18n/messages";

/** What administrators read for a kind of task; one without a title goes by its own name. */
export function kindTitle(kind: string): string {
  const titles: Readonly<Record<string, string>> = getMessages("admin").kinds;
  return (Object.hasOwn(titles, kind) && titles[kind]) || kind;
}
