import { screen } from "@testing-library/preact";
import { HttpResponse, http } from "msw";
import type { Me, SessionEntry } from "../api/generated";
import { exampleProblem, exampleProfile, exampleSession } from "./examples";
import { openApp } from "./render-app";
import { server } from "./server";

/** What the server knows of the person who is logged in; a test's answers may change it. */
interface Known {
  me: Me;
  sessions: SessionEntry[];
}

/** Opens the profile of somebody who is logged in. */
export async function openProfile(differing: Partial<Me> = {}, ...others: SessionEntry[]) {
  const known: Known = {
    me: exampleProfile(differing),
    sessions: [exampleSession(), ...others],
  };
  server.use(
    http.get("*/api/me", () => HttpResponse.json(known.me)),
    http.get("*/api/sessions", () => HttpResponse.json({ items: known.sessions })),
  );
  const { person } = openApp("/profile");
  await screen.findByRole("heading", { name: known.me.display_name, level: 1 });
  return { person, known };
}

/** A refusal as the server words it. */
export const refuse = (status: number, code: string, more = {}) =>
  HttpResponse.json(exampleProblem(status, code, more), { status });

/** An answer that says nothing but that it is done. */
export const done = () => new HttpResponse(null, { status: 204 });

/** Answers one endpoint; keeps what was sent there. */
export function answer(
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
