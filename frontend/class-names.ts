import { basename } from "node:path";

/** Names a class by its style sheet: a hash, as Vite adds, does not compress. */
export const classNames = {
  generateScopedName: (name: string, file: string) => `${basename(file, ".module.css")}-${name}`,
};
