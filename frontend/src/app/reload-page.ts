/** Loads the page anew, with the parts of the newest deployment. */
export function reloadPage(): void {
  window.location.reload();
}
