import { getMessages } from "../i18n/messages";
import { formatMegabytes, formatNames, maxPictureBytes } from "./picture-limits";

/** How far into a file the signatures below reach. */
const headBytes = 64;

/** Says why the server would not take a picture, in the language of the page when it is asked. */
export type PictureError = () => string;

/** Looks into a file; null when the server will probably take it. Fetched once there is a file. */
export async function checkPicture(file: File): Promise<PictureError | null> {
  const text = () => getMessages("shell").picture;
  switch (await readFormat(file)) {
    case "picture":
      return file.size > maxPictureBytes
        ? () => text().tooLarge(formatMegabytes(maxPictureBytes), formatMegabytes(file.size))
        : null;
    case "heic":
      return () => text().heic;
    default:
      return () => text().wrongType(formatNames());
  }
}

/** Null for what cannot be read, too: a folder that was dropped, a file that is gone. */
async function readFormat(file: File) {
  const head = file.slice(0, headBytes).arrayBuffer();
  return head.then((bytes) => formatOf(new Uint8Array(bytes))).catch(() => null);
}

/** Judges by content, as the server does: a name or a declared type may say anything. */
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

/** AVIF and HEIC share a container and tell themselves apart by the brands in its first box. */
function brandFormat(brands: string): "picture" | "heic" | null {
  if (/avi[fs]/.test(brands)) {
    return "picture";
  }
  return /hei[cmsx]|hev[cmx]|mif1|msf1/.test(brands) ? "heic" : null;
}
