import { getMessages } from "../../i18n/messages";

// biome-ignore-start lint/plugin: names that are the same in every language
/** The first match counts, because user agents also contain the names of other browsers. */
const browsers = [
  [/Edg(e|A|iOS)?\//, "Edge"],
  [/OPR\//, "Opera"],
  [/SamsungBrowser\//, "Samsung Internet"],
  [/Firefox\/|FxiOS\//, "Firefox"],
  [/Chrome\/|CriOS\//, "Chrome"],
  [/Safari\//, "Safari"],
] as const;

const systems = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/CrOS/, "ChromeOS"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
] as const;
// biome-ignore-end lint/plugin: see above

/**
 * Describes a user agent: "Firefox on Linux". It helps users to recognise their devices and is not
 * reliable.
 */
export function deviceName(userAgent: string | null): string {
  const text = getMessages("profile").sessions;
  const browser = nameOf(userAgent, browsers);
  const system = nameOf(userAgent, systems);
  if (browser && system) {
    return text.device(browser, system);
  }
  return browser ?? system ?? text.unknown;
}

function nameOf(userAgent: string | null, patterns: ReadonlyArray<readonly [RegExp, string]>) {
  return patterns.find(([sign]) => sign.test(userAgent ?? ""))?.[1] ?? null;
}
