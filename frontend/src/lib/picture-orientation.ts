/** The header of a WebP has its flags at this position; this one is set if it has EXIF data. */
const flagsOffset = 20;
const exifFlag = 0b1000;

/**
 * Whether the browser and the server agree on the orientation of a picture.
 *
 * They may disagree on a WebP with EXIF data, because Chromium does not rotate it. A crop would be
 * ambiguous, so the server ignores it and crops the centre.
 */
export async function isOrientationReliable(picture: File): Promise<boolean> {
  const head = new Uint8Array(await picture.slice(0, flagsOffset + 1).arrayBuffer());
  const text = String.fromCharCode(...head);
  const isExtended = text.startsWith("RIFF") && text.slice(8, 16) === "WEBPVP8X";
  return !(isExtended && ((head[flagsOffset] ?? 0) & exifFlag) > 0);
}
