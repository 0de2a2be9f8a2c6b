import { screen } from "@testing-library/preact";
import { HttpResponse, http } from "msw";
import type { Me, SessionEntry } from "../api/generated";
import { exampleProblem, exampleProfile, exampleSession } from "./examples";
import { openApp } from "./render-app";
import { server } from "./server";

/** What the server knows of the person who is logged in; a test's answers may change it. */
interface ServerState {
  me: Me;
  sessions: SessionEntry[];
}

/** Opens the profile of somebody who is logged in. */
export async function openProfile(overrides: Partial<Me> = {}, ...otherSessions: SessionEntry[]) {
  const serverState: ServerState = {
    me: exampleProfile(overrides),
    sessions: [exampleSession(), ...otherSessions],
  };
  server.use(
    http.get("*/api/me", () => HttpResponse.json(serverState.me)),
    http.get("*/api/sessions", () => HttpResponse.json({ items: serverState.sessions })),
  );
  const { user } = openApp("/profile");
  await screen.findByRole("heading", { name: serverState.me.display_name, level: 1 });
  return { user, serverState };
}

/** A refusal as the server words it. */
export const problemResponse = (status: number, code: string, more = {}) =>
  HttpResponse.json(exampleProblem(status, code, more), { status });

/** An answer that says nothing but that it is done. */
export const noContent = () => new HttpResponse(null, { status: 204 });

/** Answers one endpoint; keeps what was sent there. */
export function mockEndpoint(
  method: "put" | "post" | "patch" | "delete" | "get",
  path: string,
  respond: () => Response,
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
