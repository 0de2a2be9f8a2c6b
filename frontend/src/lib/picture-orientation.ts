/** In the header of a WebP: what kind it is, and whether it brings EXIF data. */
const flags = 20;
const exif = 0b1000;

/**
 * Whether the browser and the server agree which way is up. For a WebP with EXIF data they may not: Chromium
 * does not turn it. Nobody could tell which part of it was meant, so the server takes the middle.
 */
export async function isOrientationReliable(picture: File): Promise<boolean> {
  const head = new Uint8Array(await picture.slice(0, flags + 1).arrayBuffer());
  const text = String.fromCharCode(...head);
  const isExtended = text.startsWith("RIFF") && text.slice(8, 16) === "WEBPVP8X";
  return !(isExtended && ((head[flags] ?? 0) & exif) > 0);
}
