import { screen, waitFor, within } from "@testing-library/preact";
import { expect, test } from "vitest";
import { sessionHint } from "../../lib/session-hint";
import { mockEndpoint, noContent, openProfile, problemResponse } from "../../testing/profile";

async function ask() {
  const { user } = await openProfile();
  await user.click(screen.getByRole("button", { name: "Delete my account" }));
  const dialog = screen.getByRole("dialog", { name: "Delete your account?" });
  return { user, dialog: within(dialog) };
}

test("deleting an account explains the consequence and asks for the password", async () => {
  const { user, dialog } = await ask();
  const received = mockEndpoint("delete", "/me", noContent);
  expect(screen.getByText(/security log keeps IP addresses.*up to 400 days/)).toBeTruthy();
  expect(dialog.getByText(/The account of anna@example\.com.*for good/)).toBeTruthy();
  await user.click(dialog.getByRole("button", { name: "Delete for good" }));
  expect(await dialog.findByRole("link", { name: "Enter your password" })).toBeTruthy();
  expect(received).toEqual([]);

  await user.type(dialog.getByLabelText("Your password"), "correct horse{Enter}");
  expect(await screen.findByRole("heading", { name: "Your account is deleted" })).toBeTruthy();
  expect(screen.getByText(/Only the security log keeps traces/)).toBeTruthy();
  expect(received).toEqual([{ password: "correct horse" }]);
  expect(sessionHint()).toBeNull();
});

test("password managers get the user name of the account that is deleted", async () => {
  const { dialog } = await ask();
  const form = dialog.getByLabelText("Your password").closest("form");
  const username = form?.querySelector<HTMLInputElement>("input[autocomplete=username]");
  expect(username?.value).toBe("anna@example.com");
});

test("a wrong password deletes nothing and is reported at its field", async () => {
  const { user, dialog } = await ask();
  mockEndpoint("delete", "/me", () => problemResponse(403, "wrong_password"));
  await user.type(dialog.getByLabelText("Your password"), "wrong{Enter}");
  expect(await dialog.findByRole("link", { name: "The detail of wrong_password." })).toBeTruthy();
  expect(screen.getByRole("heading", { name: "Anna Lindqvist" })).toBeTruthy();
});

test("the last administrator cannot delete the account and sees the reason", async () => {
  const { user, dialog } = await ask();
  mockEndpoint("delete", "/me", () => problemResponse(409, "last_administrator"));
  await user.type(dialog.getByLabelText("Your password"), "correct horse{Enter}");
  expect((await dialog.findByRole("alert")).textContent).toContain(
    "The detail of last_administrator.",
  );
});

test("cancelling keeps the account", async () => {
  const { user, dialog } = await ask();
  const received = mockEndpoint("delete", "/me", noContent);
  await user.click(dialog.getByRole("button", { name: "Keep my account" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(received).toEqual([]);
});
