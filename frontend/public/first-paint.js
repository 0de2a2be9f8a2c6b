// See src/theme.ts and src/language.ts.
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
  // The build says where its texts are; see vite.config.ts.
  const texts = document.currentScript?.dataset[page.lang];
  if (texts) {
    const hint = document.createElement("link");
    hint.rel = "modulepreload";
    hint.href = texts;
    document.head.append(hint);
  }
})();
