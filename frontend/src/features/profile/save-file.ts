/** How long the object URL stays valid after the download starts, in milliseconds. */
const revokeAfterMs = 60_000;

/** Downloads data as a JSON file. */
export function saveFile(name: string, data: unknown): void {
  const file = new Blob([JSON.stringify(data, null, 2)], { type: "application/json" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), revokeAfterMs);
}
