// Runs before the first paint. See src/app/use-theme.ts, src/i18n/language.ts and
// preload-manifest.ts.
(() => {
  const page = document.documentElement;
  const chosen = (key) => {
    try {
      return localStorage.getItem(`foyer.${key}`);
    } catch {
      return null; // storage is forbidden
    }
  };
  page.dataset.theme = chosen("theme") ?? "system";

  const languages = ["en", "de"];
  const wishes = [chosen("language"), ...navigator.languages.map((tag) => tag.split("-")[0])];
  page.lang = wishes.find((wish) => languages.includes(wish)) ?? "en";
  // Preload the chunks of the page that is opened; preload-manifest.ts writes the list.
  const [, here] = location.pathname.split("/");
  const wanted = [page.lang, here, `${here} ${page.lang}`];
  for (const [part, file] of JSON.parse(document.currentScript?.dataset.preload ?? "[]")) {
    if (wanted.includes(part)) {
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
