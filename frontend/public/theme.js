// Before the first paint, so that a chosen theme never flashes; see src/theme.ts.
try {
  document.documentElement.dataset.theme = localStorage.getItem("foyer.theme") ?? "system";
} catch {
  // Storage is forbidden: the device's theme it is.
}
