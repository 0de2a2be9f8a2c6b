// Runs before the first paint. See src/app/use-theme.ts, src/i18n/language.ts and
// preload-manifest.ts. In the syntax of 2009: it must also run in browsers that cannot run the app.
(function firstPaint() {
  var root = document.documentElement;
  function chosen(key) {
    try {
      return localStorage.getItem("foyer." + key);
    } catch (_error) {
      return null; // storage is forbidden
    }
  }
  root.setAttribute("data-theme", chosen("theme") || "system");

  var languages = [chosen("language")].concat(navigator.languages || []);
  var supported = languages
    .map(function base(tag) {
      return String(tag).split("-")[0];
    })
    .filter(function isSupported(tag) {
      return tag === "en" || tag === "de";
    });
  root.lang = supported[0] || "en";

  // docs/decisions/0037-browsers-of-the-last-thirty-months.md
  if (
    !(window.CSS && window.AbortSignal && AbortSignal.any && URL.canParse) ||
    !CSS.supports("color", "light-dark(red, red)")
  ) {
    root.setAttribute("data-outdated", "");
    return;
  }

  // Preload the chunks of the page that is opened; preload-manifest.ts writes the list.
  var page = location.pathname.split("/")[1];
  var names = [root.lang, page, page + " " + root.lang];
  var entries = JSON.parse(document.currentScript.getAttribute("data-preload") || "[]");
  entries.forEach(function preload(entry) {
    var hint = document.createElement("link");
    var isStyle = /css$/.test(entry[1]);
    if (names.indexOf(entry[0]) < 0) {
      return;
    }
    hint.rel = isStyle ? "preload" : "modulepreload";
    hint.as = isStyle ? "style" : "script";
    hint.crossOrigin = "";
    hint.href = entry[1];
    document.head.appendChild(hint);
  });
})();
