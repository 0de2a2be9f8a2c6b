import { perLanguage } from "../i18n/language";
import { getMessages } from "../i18n/messages";

/** The largest picture that the server accepts, in bytes (10 MiB). */
export const maxPictureBytes = 10 * 1024 * 1024;

/** For the file input. HEIC is not in the list, so that iPhones convert pictures to JPEG. */
export const acceptedPictures = "image/jpeg,image/png,image/webp,image/gif,image/avif";

const formats = ["JPEG", "PNG", "WebP", "GIF", "AVIF"];
const disjunction = perLanguage((locale) => new Intl.ListFormat(locale, { type: "disjunction" }));
const unitFormat = (unit: string, maximumFractionDigits: number) =>
  perLanguage(
    (locale) =>
      new Intl.NumberFormat(locale, {
        style: "unit",
        unit,
        maximumFractionDigits,
        roundingMode: "ceil",
      }),
  );
const kilobytes = unitFormat("kilobyte", 0);
const megabytes = unitFormat("megabyte", 1);

/** The hint for the picture field: formats and size. */
export function pictureHint(): string {
  return getMessages("shell").picture.hint(formatNames(), formatSize(maxPictureBytes));
}

/** The accepted formats: "JPEG, PNG, WebP, GIF or AVIF". */
export function formatNames(): string {
  return disjunction().format(formats);
}

/**
 * Formats bytes as "11.2 MB" or "3 kB". Rounds up, so that a file above the limit never shows the
 * limit itself.
 */
export function formatSize(bytes: number): string {
  return bytes < 1e6 ? kilobytes().format(bytes / 1024) : megabytes().format(bytes / 1024 ** 2);
}
