import { adminMessages } from "../../messages-admin";

const titles: Readonly<Record<string, string>> = adminMessages.kinds;

/** What administrators read for a kind of task; one without a title goes by its own name. */
export function kindTitle(kind: string): string {
  return (Object.hasOwn(titles, kind) && titles[kind]) || kind;
}
