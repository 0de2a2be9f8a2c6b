// Runs before the first paint. See src/app/use-theme.ts, src/i18n/language.ts and
// preload-manifest.ts. In the syntax of 2009: it must also run in browsers that cannot run the app.
(function firstPaint() {
  var root = document.documentElement;
  // The script of a page that was rendered at build time is in its manifest.
  var entries = JSON.parse(document.currentScript.getAttribute("data-preload") || "[]");

  root.setAttribute("data-theme", chosen("theme") || "system");
  var sent = root.lang;
  root.lang = language();
  var isRendered = root.hasAttribute("data-rendered");
  if (isRendered) {
    prepareRendered();
  }
  // docs/decisions/0037-browsers-of-the-last-thirty-months.md
  if (
    !(window.CSS && window.AbortSignal && AbortSignal.any && URL.canParse) ||
    !CSS.supports("color", "light-dark(red, red)")
  ) {
    root.setAttribute("data-outdated", "");
  } else if (isRendered && !root.hasAttribute("data-stale") && !document.hidden) {
    // After the first paint, which the script would delay.
    new PerformanceObserver(preload).observe({ type: "paint", buffered: true });
    setTimeout(preload, 500); // a browser may report no paint
  } else {
    preload();
  }

  function chosen(key) {
    try {
      return localStorage.getItem("foyer." + key);
    } catch (_error) {
      return null; // storage is forbidden
    }
  }

  function language() {
    var languages = [chosen("language")].concat(navigator.languages || []);
    var supported = languages
      .map(function base(tag) {
        return String(tag).split("-")[0];
      })
      .filter(function isSupported(tag) {
        return tag === "en" || tag === "de";
      });
    return supported[0] || "en";
  }

  // A page that was rendered at build time: in the language of this cookie, or else of
  // Accept-Language, and for a visitor without a session.
  function prepareRendered() {
    if (root.lang !== sent) {
      // biome-ignore lint/suspicious/noDocumentCookie: some supported browsers lack the Cookie Store API
      document.cookie = "foyer_language=" + root.lang + ";path=/;max-age=31536000;samesite=lax";
    }
    if (root.lang !== sent || chosen("signed-in") !== null) {
      root.setAttribute("data-stale", "");
    }
  }

  // Loads the chunks of the page that is opened; preload-manifest.ts writes the list.
  function preload() {
    var page = location.pathname.split("/")[1];
    var names = [root.lang, page, page + " " + root.lang, "app"];
    entries.splice(0).forEach(function request(entry) {
      if (names.indexOf(entry[0]) >= 0) {
        document.head.appendChild(entry[0] === "app" ? script(entry[1]) : link(entry[1]));
      }
    });
  }

  function script(file) {
    var element = document.createElement("script");
    element.crossOrigin = "";
    element.type = "module";
    element.src = file;
    return element;
  }

  function link(file) {
    var isStyle = /css$/.test(file);
    var element = document.createElement("link");
    element.crossOrigin = "";
    element.rel = isStyle ? "preload" : "modulepreload";
    element.as = isStyle ? "style" : "script";
    element.href = file;
    return element;
  }
})();
