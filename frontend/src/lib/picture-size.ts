import type { Size } from "./crop";

/** More segments than any file has before its frame. */
const maxSegments = 500;

/**
 * The size of a JPEG as stored, before any rotation; null for other formats.
 *
 * Browsers report another size if the EXIF data declare a density, as screenshots do. The server
 * takes a crop in stored pixels.
 */
export async function readJpegSize(file: File): Promise<Size | null> {
  let position = 2;
  for (let segment = 0; segment < maxSegments; segment++) {
    const head = new DataView(await file.slice(position, position + 9).arrayBuffer());
    if (head.byteLength < 9 || head.getUint8(0) !== 0xff) {
      return null;
    }
    const marker = head.getUint8(1);
    if (isFrame(marker)) {
      return { width: head.getUint16(7), height: head.getUint16(5) };
    }
    const isPadding = marker === 0xff;
    position += isPadding ? 1 : 2 + head.getUint16(2);
  }
  return null;
}

/**
 * The stored size, rotated as the browser shows the picture; null if it shows other proportions.
 *
 * Browsers distort a JPEG whose EXIF data declare a density that differs by direction. A square
 * there is none in the file.
 */
export function rotatedAs(shown: Size, stored: Size): Size | null {
  const isRotated = shown.width > shown.height !== stored.width > stored.height;
  const { width, height } = isRotated
    ? { width: stored.height, height: stored.width }
    : { width: stored.width, height: stored.height };
  // The shown sides are rounded to whole pixels.
  const isDistorted = Math.abs(shown.width * height - shown.height * width) > width + height;
  return isDistorted ? null : { width, height };
}

/** SOF0 to SOF15; three markers of the range are tables. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}
