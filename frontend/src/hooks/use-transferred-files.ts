import { useLayoutEffect } from "react";

const plainText = "text/plain";

/**
 * Calls `onFiles` with files that are pasted or dropped anywhere on the page, and keeps the browser
 * from showing a dropped file instead of the page. Files are ignored while `onFiles` is null, and
 * behind a modal dialog.
 *
 * Text keeps its normal behaviour: spreadsheets and word processors add a picture of the text to
 * the clipboard, and such a paste into a text field belongs to the field.
 */
export function useTransferredFiles(onFiles: ((files: FileList | undefined) => void) | null): void {
  // Before the next event: a dropped file would replace the page.
  useLayoutEffect(() => {
    const onTransfer = (event: Event) => {
      const { clipboardData, dataTransfer } = event as ClipboardEvent & DragEvent;
      const transfer = clipboardData ?? dataTransfer;
      if (isTextField(event.target) && transfer?.types.includes(plainText)) {
        return;
      }
      // biome-ignore lint/plugin: a name of the web platform
      if (dataTransfer?.types.includes("Files")) {
        event.preventDefault();
      }
      if (!document.querySelector("dialog[open]")) {
        // Empty while a file is dragged over the page.
        onFiles?.(transfer?.files);
      }
    };
    const controller = new AbortController();
    for (const type of ["paste", "dragover", "drop"]) {
      document.addEventListener(type, onTransfer, { signal: controller.signal });
    }
    return () => controller.abort();
  });
}

function isTextField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLInputElement && target.type !== "file")
  );
}
