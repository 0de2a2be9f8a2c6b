import { setupServer } from "msw/node";

/** The mocked API of the tests. A request without a handler is an error. */
export const server = setupServer();
