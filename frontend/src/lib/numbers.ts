import { perLanguage } from "../i18n/language";

const number = perLanguage((locale) => new Intl.NumberFormat(locale));
const share = perLanguage(
  (locale) => new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }),
);

/** Formats a number: "10,000". */
export function formatNumber(count: number): string {
  return number().format(count);
}

/** Formats a share between 0 and 1: "4.2%". */
export function formatPercent(part: number): string {
  return share().format(part);
}
