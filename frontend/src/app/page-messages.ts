import type { Area } from "../i18n/messages";

/**
 * The texts each page brings along, by the first part of its path: for the router, and for preload-manifest.ts, which has
 * them fetched beside the script.
 */
export const pageMessages = {
  welcome: ["welcome", "entry", "problems"],
  confirm: ["entry"],
  "log-in": ["entry"],
  "reset-password": ["entry"],
  profile: ["profile", "problems"],
  admin: ["admin"],
} as const satisfies Readonly<Record<string, readonly Area[]>>;
