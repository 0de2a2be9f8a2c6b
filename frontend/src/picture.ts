import { perLanguage } from "./language";
import { messagesOf } from "./messages";

/** The largest picture the server takes, in bytes (10 MiB). */
export const maxPictureBytes = 10 * 1024 * 1024;

/** For the file input: without HEIC in the list, iPhones hand over a JPEG by themselves. */
export const acceptedPictures = "image/jpeg,image/png,image/webp,image/gif,image/avif";

/** How far into a file the signatures below reach. */
const headBytes = 64;

/** Why the server would not take a picture. */
export type PictureProblem = "heic" | "wrongType" | "tooLarge";

const formats = ["JPEG", "PNG", "WebP", "GIF", "AVIF"];
const choice = perLanguage((locale) => new Intl.ListFormat(locale, { type: "disjunction" }));
const megabyte = perLanguage(
  (locale) =>
    new Intl.NumberFormat(locale, {
      style: "unit",
      unit: "megabyte",
      maximumFractionDigits: 1,
      roundingMode: "ceil",
    }),
);

/** Looks into a file; null when the server will probably take it. */
export async function pictureProblem(file: File): Promise<PictureProblem | null> {
  const format = formatOf(new Uint8Array(await file.slice(0, headBytes).arrayBuffer()));
  if (format !== "picture") {
    return format ?? "wrongType";
  }
  return file.size > maxPictureBytes ? "tooLarge" : null;
}

/** The problem with this file, in words. */
export function pictureComplaint(problem: PictureProblem, file: File): string {
  const text = messagesOf("shell").picture;
  switch (problem) {
    case "heic":
      return text.heic;
    case "wrongType":
      return text.wrongType(formatChoice());
    case "tooLarge":
      return text.tooLarge(megabytes(maxPictureBytes), megabytes(file.size));
  }
}

/** What may be chosen, before it is. */
export function pictureRule(): string {
  return messagesOf("shell").picture.rule(formatChoice(), megabytes(maxPictureBytes));
}

function formatChoice(): string {
  return choice().format(formats);
}

/** Bytes as "11.2 MB", rounded up so that a file over the limit never reads as the limit itself. */
export function megabytes(bytes: number): string {
  return megabyte().format(bytes / (1024 * 1024));
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
