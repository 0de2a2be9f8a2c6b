import { cleanup, configure } from "@testing-library/preact";
import { afterAll, afterEach, beforeAll } from "vitest";
import { server } from "./server";

// A busy machine takes longer than the usual second; a wait still ends before its test does.
configure({ asyncUtilTimeout: 4_000 });

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
