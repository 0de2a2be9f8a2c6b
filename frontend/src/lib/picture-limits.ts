import { perLanguage } from "../i18n/language";
import { getMessages } from "../i18n/messages";

/** The largest picture the server takes, in bytes (10 MiB). */
export const maxPictureBytes = 10 * 1024 * 1024;

/** For the file input: without HEIC in the list, iPhones hand over a JPEG by themselves. */
export const acceptedPictures = "image/jpeg,image/png,image/webp,image/gif,image/avif";

const formats = ["JPEG", "PNG", "WebP", "GIF", "AVIF"];
const disjunction = perLanguage((locale) => new Intl.ListFormat(locale, { type: "disjunction" }));
const megabyte = perLanguage(
  (locale) =>
    new Intl.NumberFormat(locale, {
      style: "unit",
      unit: "megabyte",
      maximumFractionDigits: 1,
      roundingMode: "ceil",
    }),
);

/** What may be chosen, before it is. */
export function pictureHint(): string {
  return getMessages("shell").picture.rule(formatNames(), formatMegabytes(maxPictureBytes));
}

/** The formats that are taken: any of them will do. */
export function formatNames(): string {
  return disjunction().format(formats);
}

/** Bytes as "11.2 MB", rounded up so that a file over the limit never reads as the limit itself. */
export function formatMegabytes(bytes: number): string {
  return megabyte().format(bytes / (1024 * 1024));
}
