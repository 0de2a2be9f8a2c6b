import { defineConfig } from "vite";
import { alias } from "./aliases.ts";
import { classNames } from "./class-names.ts";

/** Builds the app for prerender.ts, which renders pages with it in Node.js. */
export default defineConfig({
  resolve: { alias },
  css: { modules: classNames },
  ssr: { noExternal: true },
  build: {
    ssr: "src/app/prerender.tsx",
    outDir: "node_modules/.prerender",
    copyPublicDir: false,
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
});
