import { minify } from "terser";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { alias } from "./aliases.ts";
import { classNames } from "./class-names.ts";
import { failedTests } from "./failed-tests";
import { preloadManifest } from "./preload-manifest";

/** The nginx of a running stack, which `npm run dev` uses for the API, thumbnails and Flower. */
const stack = process.env.FOYER_URL ?? "http://localhost:8080";

/** The name of the chunk of the first load. */
const first = "app";

const shellTexts = /\/messages\/(\w+)\/shell\.ts$/;

/**
 * Runs Terser after the bundler's own minifier, on the chunk of the first load.
 *
 * Measured for /sign-up in German: 59.3 kB with both, 59.9 kB with Terser alone, and 60.1 kB with the
 * bundler alone, which is above the limit.
 */
const minifiedTwice: Plugin = {
  name: "minified-twice",
  apply: "build",
  async generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type === "chunk" && chunk.name === first) {
        const { code } = await minify(chunk.code, {
          module: true,
          ecma: 2020,
          compress: { passes: 3 },
        });
        chunk.code = code ?? chunk.code;
      }
    }
  },
};

export default defineConfig({
  plugins: [preloadManifest(first), minifiedTwice],
  resolve: { alias },
  css: { modules: classNames },
  build: {
    // docs/decisions/0037-browsers-of-the-last-thirty-months.md
    target: ["chrome125", "edge125", "firefox126", "safari17.5"],
    // All of these browsers support modulepreload.
    modulePreload: { polyfill: false },
    // A data: URL would need an exception in the content security policy.
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { [first]: "index.html" },
      // TanStack marks client components for server rendering, which this app does not use.
      checks: { moduleLevelDirective: false },
      // The code of the first page is one file, which compresses better than three.
      output: {
        // Text chunks are named by their language, for the size check of the first load.
        chunkFileNames: ({ facadeModuleId }) =>
          `assets/${facadeModuleId?.match(shellTexts)?.[1] ?? "[name]"}-[hash:6].js`,
        codeSplitting: {
          groups: [
            { name: first, tags: ["$initial"] },
            // Code that several pages share is one file too: browsers fetch six files at a time.
            { name: "shared", minShareCount: 2, test: (id) => !id.includes("/admin/") },
          ],
        },
      },
    },
  },
  server: {
    proxy: { "/api": stack, "/flower": stack, "/media": stack },
  },
  test: {
    environment: "./src/testing/jsdom-environment.ts",
    pool: "vmForks",
    environmentOptions: { jsdom: { url: "http://foyer.test/", runScripts: "dangerously" } },
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/testing/setup.ts"],
    reporters: ["default", failedTests],
    // For a test that hangs; a busy machine takes its time.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    restoreMocks: true,
    unstubGlobals: true,
    unstubEnvs: true,
    // Inlined, so that there is one copy of Preact; Node's own resolution would load a second one.
    server: { deps: { inline: [/@tanstack/, /@testing-library/, /@preact/] } },
  },
});
