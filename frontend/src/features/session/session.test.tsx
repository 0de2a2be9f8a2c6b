import { createEvent, fireEvent, screen, waitFor } from "@testing-library/preact";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import { sessionHint, setSessionHint } from "../../lib/session-hint";
import { exampleAdminTask, exampleProblem, exampleProfile } from "../../testing/examples";
import { doubleClick, openApp } from "../../testing/render-app";
import { server } from "../../testing/server";

const refusal = (status: number, code: string) => () =>
  HttpResponse.json(exampleProblem(status, code), { status });

function answerMe(...answers: ReadonlyArray<() => Response>) {
  let requests = 0;
  server.use(
    http.get("*/api/me", () => {
      const answer = answers[Math.min(requests, answers.length - 1)];
      requests += 1;
      return answer?.();
    }),
  );
}

const signedOut = refusal(401, "not_authenticated");
const profile =
  (overrides = {}) =>
  () =>
    HttpResponse.json(exampleProfile(overrides));

test("a first visit opens the sign-up without asking for the session", async () => {
  openApp("/");
  await screen.findByRole("button", { name: "Sign up" });
  expect(window.location.pathname).toBe("/sign-up");
});

test("a returning user comes to the profile", async () => {
  setSessionHint("some-user");
  answerMe(profile());
  openApp("/");
  expect(await screen.findByRole("heading", { name: "Anna Lindqvist" })).toBeTruthy();
});

test("a page that needs a session leads to the log-in and back with its filter", async () => {
  answerMe(signedOut);
  server.use(
    http.post("*/api/sessions", () => {
      answerMe(profile({ role: "admin" }));
      return HttpResponse.json(exampleProfile({ role: "admin" }), { status: 201 });
    }),
    http.get("*/api/admin/tasks", () =>
      HttpResponse.json({ items: [exampleAdminTask()], next_cursor: null, kinds: [] }),
    ),
  );
  const { user } = openApp("/admin/tasks?state=FAILURE");
  await user.type(await screen.findByLabelText("E-mail"), "anna@example.com");
  expect(screen.queryByText(/You were logged out/)).toBeNull();
  await user.type(screen.getByLabelText("Password"), "correct horse battery");
  await user.click(screen.getByRole("button", { name: "Log in" }));
  expect(await screen.findByRole("table", { name: "Tasks" })).toBeTruthy();
  expect(window.location.pathname + window.location.search).toBe("/admin/tasks?state=FAILURE");
});

test("wrong credentials show an error with a reference and keep what was typed", async () => {
  server.use(http.post("*/api/sessions", refusal(401, "invalid_credentials")));
  const { user } = openApp("/log-in?next=//evil.example");
  await user.type(await screen.findByLabelText("E-mail"), "anna@example.com");
  await user.type(screen.getByLabelText("Password"), "wrong");
  await user.click(screen.getByRole("button", { name: "Log in" }));
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("The detail of invalid_credentials.");
  expect(alert.textContent).toContain("ref-4711");
  expect(screen.getByLabelText<HTMLInputElement>("E-mail").value).toBe("anna@example.com");
  expect(window.location.pathname).toBe("/log-in");
});

test("the focus goes to a field when the last error, which had the focus, disappears", async () => {
  const { user } = openApp("/log-in");
  await user.type(await screen.findByLabelText("E-mail"), "anna@example.com");
  await user.click(screen.getByRole("button", { name: "Log in" }));
  expect(document.activeElement).toBe(await screen.findByRole("alert"));
  // As a password manager does, without a move of the focus.
  fireEvent.input(screen.getByLabelText("Password"), { target: { value: "a long sentence" } });
  await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText("E-mail")));
});

test("a double click logs in once, and the button works again after a refusal", async () => {
  let requests = 0;
  server.use(
    http.post("*/api/sessions", () => {
      requests += 1;
      return refusal(401, "invalid_credentials")();
    }),
  );
  const { user } = openApp("/log-in");
  await user.type(await screen.findByLabelText("E-mail"), "anna@example.com");
  await user.type(screen.getByLabelText("Password"), "wrong");
  const button = screen.getByRole("button", { name: "Log in" });
  doubleClick(button);
  await screen.findByRole("alert");
  expect(requests).toBe(1);
  await user.click(button);
  await waitFor(() => expect(requests).toBe(2));
});

test("a numeric next parameter does not break the log-in", async () => {
  server.use(http.post("*/api/sessions", () => HttpResponse.json(exampleProfile())));
  const { user } = openApp("/log-in?next=5");
  await user.type(await screen.findByLabelText("E-mail"), "anna@example.com");
  await user.type(screen.getByLabelText("Password"), "correct horse battery");
  await user.click(screen.getByRole("button", { name: "Log in" }));
  await waitFor(() => expect(window.location.pathname).toBe("/profile"));
});

test("logging out ends the session in the browser and, once, on the server", async () => {
  answerMe(profile());
  let ended = 0;
  server.use(
    http.delete("*/api/sessions/current", () => {
      ended += 1;
      return new HttpResponse(null, { status: 204 });
    }),
  );
  openApp("/profile");
  doubleClick(await screen.findByRole("button", { name: "Log out" }));
  expect(await screen.findByRole("heading", { name: "Welcome back" })).toBeTruthy();
  expect(ended).toBe(1);
  expect(screen.queryByText(/You were logged out/)).toBeNull();
  expect(sessionHint()).toBeNull();
});

test("a user without a role does not see the task history, and it is not requested", async () => {
  answerMe(profile());
  openApp("/admin/tasks");
  expect(await screen.findByRole("heading", { name: "For administrators only" })).toBeTruthy();
});

test("a session that has ended leads to the log-in", async () => {
  answerMe(profile({ role: "admin" }), signedOut);
  server.use(http.get("*/api/admin/tasks", signedOut));
  openApp("/admin/tasks");
  expect(await screen.findByRole("heading", { name: "Welcome back" })).toBeTruthy();
  expect(screen.getByText("You were logged out. Log in to go on.")).toBeTruthy();
  expect(window.location.search).toContain("admin");
});

test("a file dropped on a page without a picture field does not replace the page", async () => {
  openApp("/log-in");
  const field = await screen.findByLabelText("E-mail");
  const drop = createEvent.drop(field, { dataTransfer: { types: ["Files"], files: [] } });
  fireEvent(field, drop);
  expect(drop.defaultPrevented).toBe(true);
});

test("an unknown address shows an error page with a way back", async () => {
  openApp("/no/such/room");
  expect(await screen.findByRole("heading", { name: "This page does not exist" })).toBeTruthy();
});
