// Translates the page as Chrome and Google Translate do: each text node is replaced by elements
// <font><font>translation</font></font>, now and after each later change.
(() => {
  const skipped = "script, style, textarea, option, [translate=no], font, noscript";
  const translate = (node) => {
    const texts = [];
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      texts.push(walker.currentNode);
    }
    for (const text of texts) {
      if (text.data.trim() && text.parentElement && !text.parentElement.closest(skipped)) {
        const outer = document.createElement("font");
        const inner = document.createElement("font");
        inner.textContent = `${text.data}¿`;
        outer.append(inner);
        text.replaceWith(outer);
      }
    }
  };
  const start = () => {
    new MutationObserver((records) => {
      for (const { target, addedNodes } of records) {
        for (const node of [target, ...addedNodes]) {
          if (node.isConnected) {
            translate(node.nodeType === Node.TEXT_NODE ? node.parentNode : node);
          }
        }
      }
    }).observe(document.body, { childList: true, characterData: true, subtree: true });
    translate(document.body);
  };
  addEventListener("DOMContentLoaded", start);
})();
