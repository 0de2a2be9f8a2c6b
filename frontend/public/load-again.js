// Loads the script again if the network failed before it could take over the page.
// See docs/decisions/0045. In the syntax of 2009, like first-paint.js, which runs before.
(function loadAgain() {
  var root = document.documentElement;
  if (root.hasAttribute("data-outdated")) {
    return;
  }
  var lost = null; // address of the script that failed to load; "" if a chunk of it failed
  var mayInsert = root.hasAttribute("data-rendered");
  var wasAway = false;
  var pause = 1000; // milliseconds until the next try
  var timer;

  window.addEventListener("offline", report);
  window.addEventListener("online", function onOnline() {
    root.removeAttribute("data-lost");
    wasAway = true;
    tryAgain();
  });
  window.addEventListener("vite:preloadError", function onChunkError() {
    lose("");
  });
  window.addEventListener(
    "error",
    function onError(event) {
      if (event.target.type === "module") {
        lose(event.target.src);
      }
    },
    true, // errors of elements do not bubble
  );

  function isLoading() {
    return root.hasAttribute("data-loading");
  }

  // Shows one of the messages of index.html.
  function report() {
    if (isLoading()) {
      root.setAttribute("data-lost", navigator.onLine ? "unreachable" : "offline");
    }
  }

  function isReloaded() {
    return performance.getEntriesByType("navigation")[0].type === "reload";
  }

  function lose(file) {
    lost = file;
    report();
    clearTimeout(timer);
    timer = setTimeout(tryAgain, pause);
    pause = Math.min(pause * 2, 30000);
  }

  // Requests the file, or else the page, until the server sends it.
  function tryAgain() {
    var file = lost;
    lost = null;
    if (file !== null && isLoading()) {
      fetch(file || location.href, { cache: "no-cache", signal: AbortSignal.timeout(30000) }).then(
        function check(response) {
          // The files of an old page are gone after a deployment.
          (response.ok || response.status === 404 ? load : lose)(file);
        },
        function onError() {
          lose(file);
        },
      );
    }
  }

  // Inserts the script again, or else loads the page again: a browser may remember that a file
  // failed, and only the script can load its chunks. After a reload there is no second one until
  // the network was away, so that this ends.
  function load(file) {
    var script = document.createElement("script");
    lost = file;
    if (file && mayInsert) {
      lost = null;
      mayInsert = false;
      script.type = "module";
      script.crossOrigin = "";
      script.src = file;
      document.head.appendChild(script);
    } else if (isLoading() && (wasAway || !isReloaded())) {
      location.reload();
    }
  }
})();
