import { screen, waitFor } from "@testing-library/preact";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import { readPendingSignUp, storePendingSignUp } from "../../lib/pending-sign-up";
import { exampleProblem } from "../../testing/examples";
import { doubleClick, openApp } from "../../testing/render-app";
import { server } from "../../testing/server";

const refusal = (status: number, code: string) => () =>
  HttpResponse.json(exampleProblem(status, code, { link: "confirmation" }), { status });
const contested = refusal(409, "password_needed");
const done = () =>
  HttpResponse.json({
    link: "confirmation",
    user_id: "anna",
    email: "anna@example.com",
    display_name: "Anna",
    own_sign_up: true,
  });
const passwordField = () => screen.findByLabelText<HTMLInputElement>("The password you chose");
const button = () => screen.getByRole("button", { name: "Confirm my address" });

/**
 * Opens the link of an address that several people signed up with. The server answers with these
 * responses.
 */
async function follow(...answers: ReadonlyArray<() => Response>) {
  const sent: unknown[] = [];
  server.use(
    http.post("*/api/confirmations", async ({ request }) => {
      sent.push(await request.json());
      return [contested, ...answers][sent.length - 1]?.();
    }),
  );
  const { user } = openApp("/confirm#token");
  await user.click(await screen.findByRole("button", { name: "Confirm my address" }));
  return { user, sent, field: await passwordField() };
}

test("the password proves whose sign-up it is, and is sent once", async () => {
  storePendingSignUp("own");
  const { user, sent, field } = await follow(done);
  const heading = screen.getByRole("heading", { name: "Is this request yours?" });
  await waitFor(() => expect(document.activeElement).toBe(heading));
  expect(screen.queryByRole("alert")).toBeNull();
  expect(screen.getByText(/More than one request names this address/)).toBeTruthy();
  expect(field.autocomplete).toBe("current-password");
  await user.type(field, "correct horse");
  doubleClick(button());
  expect(await screen.findByRole("heading", { name: "You are in, Anna" })).toBeTruthy();
  expect(sent).toEqual([
    { token: "token", sign_up_id: "own", password: null },
    { token: "token", sign_up_id: "own", password: "correct horse" },
  ]);
  expect(readPendingSignUp()).toBeNull();
});

test("nothing is sent without a password", async () => {
  const { user, sent, field } = await follow();
  await user.click(button());
  expect(document.activeElement).toBe(screen.getByRole("alert"));
  await user.click(screen.getByRole("link", { name: "Enter your password" }));
  expect(document.activeElement).toBe(field);
  expect(sent).toHaveLength(1);
});

test("a wrong password is reported at its field, kept, and can be shown and corrected", async () => {
  const { user, field } = await follow(refusal(403, "wrong_password"), done);
  await user.type(field, "wrong{Enter}");
  const link = await screen.findByRole("link", { name: "The detail of wrong_password." });
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("alert")));
  await user.click(link);
  expect(document.activeElement).toBe(field);
  expect(field.value).toBe("wrong");
  await user.click(screen.getByRole("button", { name: "Show password" }));
  expect(field.type).toBe("text");
  await user.type(field, "!{Enter}");
  expect(await screen.findByRole("heading", { name: "You are in, Anna" })).toBeTruthy();
});

test("a link that expired meanwhile is reported, and an unavailable server keeps the form", async () => {
  const { user, field } = await follow(
    refusal(503, "database_unavailable"),
    refusal(409, "confirmation_used"),
  );
  await user.type(field, "correct horse{Enter}");
  await waitFor(() => expect(screen.getByRole("alert").textContent).toContain("ref-4711"));
  expect(field.value).toBe("correct horse");
  await user.click(button());
  expect(await screen.findByRole("heading", { name: "Already confirmed" })).toBeTruthy();
});
