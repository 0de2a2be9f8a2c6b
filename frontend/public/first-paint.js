// Runs before the first paint. See src/app/use-theme.ts, src/i18n/language.ts and
// preload-manifest.ts.
(() => {
  const root = document.documentElement;
  const chosen = (key) => {
    try {
      return localStorage.getItem(`foyer.${key}`);
    } catch {
      return null; // storage is forbidden
    }
  };
  root.dataset.theme = chosen("theme") ?? "system";

  const languages = ["en", "de"];
  const candidates = [chosen("language"), ...navigator.languages.map((tag) => tag.split("-")[0])];
  root.lang = candidates.find((candidate) => languages.includes(candidate)) ?? "en";
  // Preload the chunks of the page that is opened; preload-manifest.ts writes the list.
  const [, page] = location.pathname.split("/");
  const names = [root.lang, page, `${page} ${root.lang}`];
  for (const [name, file] of JSON.parse(document.currentScript?.dataset.preload ?? "[]")) {
    if (names.includes(name)) {
      const hint = document.createElement("link");
      const isStyle = file.endsWith(".css");
      hint.rel = isStyle ? "preload" : "modulepreload";
      hint.as = isStyle ? "style" : "script";
      hint.crossOrigin = "";
      hint.href = file;
      document.head.append(hint);
    }
  }
})();
