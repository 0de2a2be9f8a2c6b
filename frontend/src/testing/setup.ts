import { cleanup, configure } from "@testing-library/preact";
import { afterAll, afterEach, beforeAll } from "vitest";
import { loadMessages } from "../i18n/messages";
import { server } from "./server";

beforeAll(async () => {
  server.listen({ onUnhandledFrame: "error" });
  await loadMessages("shell", "problems", "entry", "welcome", "crop", "profile", "admin");
});

afterEach(() => {
  cleanup();
  server.resetHandlers();
  localStorage.clear();
  sessionStorage.clear();
});

afterAll(async () => {
  server.close();
  // Preact runs its last effects after the next frame, when jsdom would be closed.
  await new Promise(requestAnimationFrame);
});

// How long `findBy…` and `waitFor` look for something before it counts as missing.
configure({ asyncUtilTimeout: 30_000 });

// Missing in jsdom.
window.scrollTo = () => undefined;
HTMLDialogElement.prototype.showModal = function showModal() {
  this.open = true;
};
HTMLDialogElement.prototype.close = function close() {
  this.open = false;
  this.dispatchEvent(new Event("close"));
};
URL.createObjectURL = () => "blob:http://foyer.test/preview";
URL.revokeObjectURL = () => undefined;
