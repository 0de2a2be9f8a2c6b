import { screen } from "@testing-library/preact";
import { HttpResponse, http } from "msw";
import type { Me, SessionEntry } from "../api/generated";
import { exampleProblem, exampleProfile, exampleSession } from "./examples";
import { openApp } from "./render-app";
import { server } from "./server";

/** The state of the mocked server for the signed-in user; a test may change it. */
interface ServerState {
  me: Me;
  sessions: SessionEntry[];
}

/** Opens the profile page of a signed-in user. */
export async function openProfile(overrides: Partial<Me> = {}, ...otherSessions: SessionEntry[]) {
  const serverState: ServerState = {
    me: exampleProfile(overrides),
    sessions: [exampleSession(), ...otherSessions],
  };
  server.use(
    http.get("*/api/me", () => HttpResponse.json(serverState.me)),
    http.get("*/api/sessions", () => HttpResponse.json({ items: serverState.sessions })),
  );
  const app = openApp("/profile");
  await screen.findByRole("heading", { name: serverState.me.display_name, level: 1 });
  return { ...app, serverState };
}

/** A problem response. */
export const problemResponse = (status: number, code: string, more = {}) =>
  HttpResponse.json(exampleProblem(status, code, more), { status });

/** A successful response without a body. */
export const noContent = () => new HttpResponse(null, { status: 204 });

/** Mocks one endpoint. Returns the request bodies that it receives. */
export function mockEndpoint(
  method: "put" | "post" | "patch" | "delete" | "get",
  path: string,
  respond: () => Response | Promise<Response>,
) {
  const received: unknown[] = [];
  server.use(
    http[method](`*/api${path}`, async ({ request }) => {
      const text = await request.text();
      received.push(text.startsWith("{") ? JSON.parse(text) : text);
      return respond();
    }),
  );
  return received;
}
