/** Loads the page from the server, with the chunks of the newest deployment. */
export function reloadPage(): void {
  window.location.reload();
}
