import { minify } from "terser";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { preloadManifest } from "./preload-manifest";

/** Where `npm run dev` finds the API, the thumbnails and Flower: a running stack's nginx. */
const stack = process.env.FOYER_URL ?? "http://localhost:8080";

/** The chunk of the first load. */
const first = "app";

const shellTexts = /\/messages\/(\w+)\/shell\.ts$/;

/** Terser after the bundler's own minifier: nearly a kilobyte less in the first load than either alone. */
const minifiedTwice: Plugin = {
  name: "minified-twice",
  apply: "build",
  async generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type === "chunk" && chunk.name === first) {
        const { code } = await minify(chunk.code, { module: true, compress: { passes: 3 } });
        chunk.code = code ?? chunk.code;
      }
    }
  },
};

export default defineConfig({
  plugins: [preloadManifest(first), minifiedTwice],
  resolve: {
    alias: {
      "use-sync-external-store/shim/with-selector": `${import.meta.dirname}/src/lib/use-sync-external-store-with-selector.ts`,
    },
  },
  build: {
    // The first versions with light-dark(); for older ones the build would write a longer imitation of it.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    // Every one of them knows modulepreload.
    modulePreload: { polyfill: false },
    // A data: URL would need an exception in the content security policy.
    assetsInlineLimit: 0,
    rolldownOptions: {
      // TanStack marks its client code for servers that render; there is none here.
      checks: { moduleLevelDirective: false },
      // What the first page needs comes in one file: it packs better than in three.
      output: {
        // Texts go by their language, for the check of the first load's size.
        chunkFileNames: ({ facadeModuleId }) =>
          `assets/${facadeModuleId?.match(shellTexts)?.[1] ?? "[name]"}-[hash].js`,
        codeSplitting: {
          groups: [
            { name: first, tags: ["$initial"] },
            // What several pages need, in one file too: a phone asks for six at a time.
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
    environment: "jsdom",
    environmentOptions: { jsdom: { url: "http://foyer.test/", runScripts: "dangerously" } },
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/testing/setup.ts"],
    restoreMocks: true,
    unstubGlobals: true,
    // One copy of Preact: these would otherwise load a second one through Node's own resolution.
    server: { deps: { inline: [/@tanstack/, /@testing-library/, /@preact/] } },
  },
});
