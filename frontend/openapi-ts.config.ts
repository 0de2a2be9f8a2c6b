import { defineConfig } from "@hey-api/openapi-ts";

// Types only: the generator's own fetch runtime is 3 kB of the first load, and src/api/http.ts does what we need of it.
export default defineConfig({
  input: "./openapi.json",
  output: { path: "src/api/generated" },
  plugins: ["@hey-api/typescript"],
  logs: { file: false },
});
