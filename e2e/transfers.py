"""Files and texts that are dropped on a page, or pasted."""

from typing import Literal

from playwright.sync_api import FilePayload, Locator, Page

Way = Literal["drop", "paste"]

_TRANSFER = """
(target, { way, name, mimeType, bytes, text }) => {
  const data = new DataTransfer();
  if (text) data.setData("text/plain", text);
  data.items.add(new File([new Uint8Array(bytes)], name, { type: mimeType }));
  const init = { bubbles: true, cancelable: true };
  if (way === "paste") {
    target.dispatchEvent(new ClipboardEvent("paste", { ...init, clipboardData: data }));
    return;
  }
  for (const type of ["dragover", "drop"]) {
    const isLeftToBrowser = target.dispatchEvent(
      new DragEvent(type, { ...init, dataTransfer: data })
    );
    // The browser would open the file instead of the page.
    if (isLeftToBrowser) throw new Error(type);
  }
}
"""


def transfer(target: Page | Locator, way: Way, file: FilePayload, text: str = "") -> None:
    """Drop or paste a file, and a text with it, on an element or somewhere on the page."""
    element = target.locator("h1") if isinstance(target, Page) else target
    details = {"name": file["name"], "mimeType": file["mimeType"], "bytes": list(file["buffer"])}
    element.evaluate(_TRANSFER, {**details, "way": way, "text": text})
