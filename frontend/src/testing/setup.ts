import { cleanup } from "@testing-library/preact";
import { afterAll, afterEach, beforeAll } from "vitest";
import { server } from "./server";

beforeAll(() => server.listen({ onUnhandledFrame: "error" }));

afterEach(() => {
  cleanup();
  server.resetHandlers();
  localStorage.clear();
});

afterAll(() => server.close());

// What jsdom lacks.
window.scrollTo = () => undefined;
URL.createObjectURL = () => "blob:http://foyer.test/preview";
URL.revokeObjectURL = () => undefined;
