/** What the server removes from a name, wherever it is: direction marks, soft hyphens and the like. */
const invisible =
  /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]/g;

/** Returns a name as the server counts it: composed, and without invisible characters. */
export function cleanName(typed: string): string {
  return typed.replace(invisible, "").trim().replace(/\s+/g, " ").normalize("NFC");
}
