/** In the header of a WebP: the position of the flags, and the flag for EXIF data. */
const flags = 20;
const exif = 0b1000;

/**
 * Whether the browser and the server agree on the orientation of a picture.
 *
 * They may disagree on a WebP with EXIF data, because Chromium does not rotate it. A crop would be
 * ambiguous, so the server takes the middle.
 */
export async function isOrientationReliable(picture: File): Promise<boolean> {
  const head = new Uint8Array(await picture.slice(0, flags + 1).arrayBuffer());
  const text = String.fromCharCode(...head);
  const isExtended = text.startsWith("RIFF") && text.slice(8, 16) === "WEBPVP8X";
  return !(isExtended && ((head[flags] ?? 0) & exif) > 0);
}
