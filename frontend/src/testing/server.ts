import { setupServer } from "msw/node";

/** The network of the tests: each test says what the API answers; anything else is an error. */
export const server = setupServer();
