import type { Area } from "../i18n/messages";

/**
 * The texts that each page needs, by the first segment of its path. The router loads them with the
 * page, and preload-manifest.ts preloads them.
 */
export const pageMessages = {
  welcome: ["welcome", "entry", "problems"],
  confirm: ["entry"],
  "log-in": ["entry"],
  "reset-password": ["entry"],
  "not-found": ["entry"],
  profile: ["profile", "problems"],
  admin: ["admin", "problems"],
} as const satisfies Readonly<Record<string, readonly Area[]>>;
