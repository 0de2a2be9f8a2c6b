import { getMessages, loadMessages } from "../i18n/messages";
import { formatNames, formatSize, maxPictureBytes } from "./picture-limits";

/** The number of bytes that the signatures below need. */
const headBytes = 64;

/** Returns the message in the current language of the page. */
export type PictureError = () => string;

/**
 * Checks the content of a file. Returns null when the server will probably accept it. This module
 * is loaded when a file is chosen.
 */
export async function checkPicture(file: File): Promise<PictureError | null> {
  await loadMessages("crop");
  const text = () => getMessages("crop").check;
  switch (await readFormat(file)) {
    case "picture":
      return file.size > maxPictureBytes
        ? () => text().tooLarge(formatSize(maxPictureBytes), formatSize(file.size))
        : null;
    case "heic":
      return () => text().heic;
    case "empty":
      return () => text().empty;
    case "unreadable":
      return () => text().unreadable;
    default:
      return () => text().wrongType(formatNames());
  }
}

/** A dropped folder and a deleted or changed file are unreadable. */
async function readFormat(file: File) {
  const head = file.slice(0, headBytes).arrayBuffer();
  return head.then(
    (bytes) => (file.size > 0 ? formatOf(new Uint8Array(bytes)) : ("empty" as const)),
    () => "unreadable" as const,
  );
}

/**
 * Detects the format by content, as the server does: file names and declared types can be wrong.
 */
function formatOf(head: Uint8Array): "picture" | "heic" | null {
  const text = String.fromCharCode(...head);
  const isPicture =
    text.startsWith("\xff\xd8\xff") ||
    text.startsWith("\x89PNG\r\n\x1a\n") ||
    text.startsWith("GIF8") ||
    (text.startsWith("RIFF") && text.slice(8, 12) === "WEBP");
  if (isPicture) {
    return "picture";
  }
  return text.slice(4, 8) === "ftyp" ? brandFormat(text.slice(8)) : null;
}

/** AVIF and HEIC share one container format. The brands in its first box tell them apart. */
function brandFormat(brands: string): "picture" | "heic" | null {
  if (/avi[fs]/.test(brands)) {
    return "picture";
  }
  return /hei[cmsx]|hev[cmx]|mif1|msf1/.test(brands) ? "heic" : null;
}
