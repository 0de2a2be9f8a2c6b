import { cleanup, screen, waitFor, within } from "@testing-library/preact";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import { sessionHint } from "../../lib/session-hint";
import { exampleSession } from "../../testing/examples";
import { mockEndpoint, noContent, openProfile, problemResponse } from "../../testing/profile";
import { openApp } from "../../testing/render-app";
import { server } from "../../testing/server";

const phone = exampleSession({
  id: "0197a000-0000-7000-8000-0000000000dd",
  current: false,
  ip: null,
  user_agent:
    "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
});

const rows = async () =>
  within(await screen.findByRole("list", { name: "Where you are logged in" })).getAllByRole(
    "listitem",
  );

test("this browser is marked, and other sessions can be ended one by one", async () => {
  const { user, serverState } = await openProfile({}, phone);
  const [here, there] = await rows();
  expect(here?.textContent).toBe("Firefox on LinuxThis browserfrom 203.0.113.7");
  expect(within(here as HTMLElement).queryByRole("button")).toBeNull();
  expect(there?.textContent).toContain("Chrome on AndroidLast used");

  const ended = mockEndpoint("delete", `/sessions/${phone.id}`, () => {
    serverState.sessions = [exampleSession()];
    return noContent();
  });
  await user.click(screen.getByRole("button", { name: /^Log out: Chrome on Android/ }));
  await waitFor(async () => expect(await rows()).toHaveLength(1));
  expect(ended).toHaveLength(1);
  await waitFor(() => {
    const sentences = screen.getAllByText("Chrome on Android is logged out.");
    expect(sentences.map((element) => element.getAttribute("role"))).toEqual([null, "status"]);
  });
  await waitFor(() => expect(document.activeElement?.tagName).toBe("UL"));
});

test("sessions of equal devices have buttons with different names", async () => {
  await openProfile({}, phone, {
    ...phone,
    id: "0197a000-0000-7000-8000-0000000000ee",
    last_seen_at: "2026-01-03T03:04:05Z",
  });
  await rows();
  const names = screen.getAllByRole("button", { name: /^Log out: / }).map((b) => b.textContent);
  expect(new Set(names).size).toBe(2);
});

test("a session that has already ended disappears from the list", async () => {
  const { user, serverState } = await openProfile({}, phone);
  await rows();
  mockEndpoint("delete", `/sessions/${phone.id}`, () => {
    serverState.sessions = [exampleSession()];
    return problemResponse(404, "session_not_found");
  });
  await user.click(screen.getByRole("button", { name: /^Log out: Chrome on Android/ }));
  await waitFor(async () => expect(await rows()).toHaveLength(1));
});

test("logging out everywhere ends this session too", async () => {
  const { user } = await openProfile({}, phone);
  const ended = mockEndpoint("delete", "/sessions", noContent);
  await user.click(await screen.findByRole("button", { name: "Log out everywhere" }));
  expect(await screen.findByRole("heading", { name: "Welcome back" })).toBeTruthy();
  expect(ended).toHaveLength(1);
  expect(sessionHint()).toBeNull();
});

test("sessions that fail to load leave the rest of the page usable, can be loaded again, and keep the focus", async () => {
  const { user } = await openProfile({}, phone);
  await rows();
  let away = true;
  server.use(
    http.get("*/api/sessions", () =>
      away ? problemResponse(403, "not_allowed") : HttpResponse.json({ items: [exampleSession()] }),
    ),
  );
  // Another visit starts without the state of the first one.
  cleanup();
  openApp("/profile");
  const retryButton = await screen.findByRole("button", { name: "Try again" });
  expect(screen.getByRole("heading", { name: "Anna Lindqvist" })).toBeTruthy();
  await user.click(retryButton);
  const heading = screen.getByRole("heading", { name: "Where you are logged in" });
  await waitFor(() => expect(document.activeElement).toBe(heading));
  away = false;
  await user.click(await screen.findByRole("button", { name: "Try again" }));
  expect(await rows()).toHaveLength(1);
  expect(document.activeElement).toBe(heading);
});
