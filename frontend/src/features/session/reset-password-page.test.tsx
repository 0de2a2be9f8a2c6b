import { screen, waitFor, within } from "@testing-library/preact";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import { sessionHint, setSessionHint } from "../../lib/session-hint";
import { exampleProblem, exampleProfile } from "../../testing/examples";
import { doubleClick, openApp } from "../../testing/render-app";
import { server } from "../../testing/server";

const nothing = () => new HttpResponse(null, { status: 204 });
const refusal =
  (status: number, code: string, more = {}) =>
  () =>
    HttpResponse.json(exampleProblem(status, code, more), { status });

function answer(method: "post" | "put", ...answers: ReadonlyArray<() => Response>) {
  const bodies: unknown[] = [];
  server.use(
    http[method]("*/api/password-resets", async ({ request }) => {
      const next = answers[Math.min(bodies.length, answers.length - 1)];
      bodies.push(await request.json());
      return next?.();
    }),
  );
  return bodies;
}

const accepted = () => HttpResponse.json({}, { status: 202 });

async function choose(password: string) {
  const { user } = openApp("/reset-password#a-Token_1");
  const field = await screen.findByLabelText("New password");
  await user.type(field, password);
  await user.click(screen.getByRole("button", { name: "Change my password" }));
  return user;
}

test("the log-in page links to the password reset", async () => {
  const { user } = openApp("/log-in");
  await user.click(await screen.findByRole("link", { name: "Forgot your password?" }));
  expect(await screen.findByRole("button", { name: "Send me a link" })).toBeTruthy();
});

test("a link is requested once, and the response does not reveal whether an account exists", async () => {
  const bodies = answer("post", accepted);
  const { user } = openApp("/reset-password");
  await user.type(await screen.findByLabelText("E-mail"), "anna@example.com");
  doubleClick(screen.getByRole("button", { name: "Send me a link" }));
  expect(await screen.findByText(/^If there is an account for anna@example\.com/)).toBeTruthy();
  expect(bodies).toEqual([{ email: "anna@example.com" }]);
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(screen.getByLabelText<HTMLInputElement>("E-mail").value).toBe("anna@example.com");
});

test("the form names the account of the link for password managers", async () => {
  const bodies = answer("put", nothing);
  const { user } = openApp("/reset-password#a-Token_1&email=anna%2Bfoyer%40example.com");
  await user.type(await screen.findByLabelText("New password"), "a new long password");
  const username = document.querySelector<HTMLInputElement>("input[autocomplete=username]");
  expect(username?.value).toBe("anna+foyer@example.com");
  await user.click(screen.getByRole("button", { name: "Change my password" }));
  await screen.findByRole("heading", { name: "Your password is changed" });
  expect(bodies).toEqual([{ token: "a-Token_1", password: "a new long password" }]);
});

test("an invalid address is not sent", async () => {
  const bodies = answer("post", accepted);
  const { user } = openApp("/reset-password");
  await user.type(await screen.findByLabelText("E-mail"), "anna{Enter}");
  const summary = await screen.findByRole("alert");
  await waitFor(() => expect(document.activeElement).toBe(summary));
  expect(bodies).toEqual([]);
});

test("opening the link changes nothing, and the token leaves the address and survives a reload", async () => {
  const bodies = answer("put", nothing);
  openApp("/reset-password#a-Token_1");
  await screen.findByLabelText("New password");
  await waitFor(() => expect(window.location.href).toBe("http://foyer.test/reset-password"));
  expect(window.history.state).toMatchObject({ linkToken: "a-Token_1" });
  expect(bodies).toEqual([]);
});

test("the button changes the password and ends the session of this browser", async () => {
  setSessionHint("some-user");
  server.use(http.get("*/api/me", refusal(401, "not_authenticated")));
  const bodies = answer("put", nothing);
  await choose("a new long sentence");
  expect(await screen.findByRole("heading", { name: "Your password is changed" })).toBeTruthy();
  expect(bodies).toEqual([{ token: "a-Token_1", password: "a new long sentence" }]);
  expect(sessionHint()).toBeNull();
  expect(within(screen.getByRole("main")).getByRole("link", { name: "Log in" })).toBeTruthy();
});

test("a reset in a browser that is logged in to another account leaves it logged in", async () => {
  const grace = exampleProfile({ id: "grace" });
  setSessionHint(grace.id);
  server.use(http.get("*/api/me", () => HttpResponse.json(grace)));
  answer("put", nothing);
  await choose("a new long sentence");
  expect(await screen.findByRole("heading", { name: "Your password is changed" })).toBeTruthy();
  expect(screen.getByText(/This browser is logged in to another account/)).toBeTruthy();
  expect(screen.getByRole("link", { name: "Go to the profile that is logged in" })).toBeTruthy();
  expect(sessionHint()).toBe(grace.id);
});

test("a refused password stays with the reason, and another one can be tried", async () => {
  const errors = [{ field: "password", code: "password_common", message: "This is too common." }];
  const bodies = answer("put", refusal(422, "validation_failed", { errors }), nothing);
  const user = await choose("password1234");
  const field = screen.getByLabelText<HTMLInputElement>("New password");
  await screen.findByRole("link", { name: "This is too common." });
  expect(field.value).toBe("password1234");
  await user.type(field, " but longer{Enter}");
  expect(await screen.findByRole("heading", { name: "Your password is changed" })).toBeTruthy();
  expect(bodies).toHaveLength(2);
});

test.each([
  [409, "reset_used", "This link was already used"],
  [410, "reset_expired", "This link has expired"],
  [404, "reset_unknown", "This link does not work"],
])(
  "%d %s says what the link was for, and leads to a new request",
  async (status, code, heading) => {
    answer("put", refusal(status, code));
    const user = await choose("a new long sentence");
    expect(await screen.findByRole("heading", { name: heading })).toBeTruthy();
    expect(screen.getByText(/^It was for a new password/)).toBeTruthy();
    await user.click(screen.getByRole("link", { name: "Send me a new link" }));
    expect(await screen.findByRole("button", { name: "Send me a link" })).toBeTruthy();
  },
);
