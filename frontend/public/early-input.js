// Keeps what the user does on a page that was rendered at build time, until the script takes over.
// See src/lib/early-input.ts. In the syntax of 2009, like first-paint.js.
(function keepEarlyInput() {
  var root = document.documentElement;

  if (root.hasAttribute("data-rendered")) {
    until(document, ["submit", "click"], hold);
    until(document, ["paste", "dragover", "drop"], take);
    until(window, ["pagehide"], store);
  }

  // Calls the listener for the events before the script takes over.
  function until(target, types, listener) {
    types.forEach(function listen(type) {
      target.addEventListener(
        type,
        function check(event) {
          if (root.hasAttribute("data-rendered")) {
            listener(event);
          }
        },
        true,
      );
    });
  }

  // A submit and a click of a button wait for the script.
  function hold(event) {
    var submitted = event.type === "submit";
    var held = submitted ? event.target : event.target.closest("button[type=button]");
    if (held) {
      held.setAttribute("data-held", "");
      if (submitted) {
        event.preventDefault();
      }
    }
  }

  // Dropped and pasted files wait in the file input. As in src/components/picture-field.tsx, text
  // stays in its field.
  function take(event) {
    var transfer = event.clipboardData || event.dataTransfer;
    var input = document.querySelector("input[type=file]");
    var isText = /^(email|password|text)$/.test(event.target.type);
    if (!input || !transfer || (isText && transfer.types.indexOf("text/plain") >= 0)) {
      return;
    }
    if (transfer.types.indexOf("Files") >= 0) {
      event.preventDefault(); // the browser would open a dropped file instead of the page
    }
    if (transfer.files.length > 0) {
      input.files = transfer.files;
    }
  }

  // The values of the form survive a reload: see src/lib/form-values.ts. Never a password.
  function store() {
    var key = "foyer.form." + root.getAttribute("data-rendered").slice(1);
    var values;
    try {
      values = JSON.parse(sessionStorage.getItem(key) || "{}");
      [].forEach.call(document.querySelectorAll("form input"), function add(input) {
        if (input.value && input.name !== "password" && input.type !== "file") {
          values[input.name] = input.value;
        }
      });
      sessionStorage.setItem(key, JSON.stringify(values));
    } catch (_error) {
      // Storage is forbidden: the values are lost with the page.
    }
  }
})();
