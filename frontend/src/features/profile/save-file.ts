/** How long a browser may take to read what it saves, in milliseconds. */
const revokeAfterMs = 60_000;

/** Saves data as a JSON file, where downloads go. */
export function saveFile(name: string, data: unknown): void {
  const file = new Blob([JSON.stringify(data, null, 2)], { type: "application/json" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), revokeAfterMs);
}
