/** Modules of packages that are replaced by smaller ones. */
export const alias = [
  {
    find: "use-sync-external-store/shim/with-selector",
    replacement: `${import.meta.dirname}/src/lib/use-sync-external-store-with-selector.ts`,
  },
  {
    find: "./infiniteQueryBehavior.js",
    replacement: `${import.meta.dirname}/src/lib/no-infinite-queries.ts`,
  },
];
