import { screen, waitFor, within } from "@testing-library/preact";
import { HttpResponse } from "msw";
import { expect, test, vi } from "vitest";
import { seemsSignedIn } from "../../lib/session";
import { exampleMail } from "../../testing/examples";
import { answer, done, openProfile, refuse } from "../../testing/profile";

const section = (name: string) => within(screen.getByRole("region", { name }));
const button = (name: string) => screen.getByRole("button", { name });
const said = (words: RegExp | string) =>
  waitFor(() =>
    expect(screen.getAllByRole("status").map(({ textContent }) => textContent)).toContainEqual(
      expect.stringMatching(words),
    ),
  );

test("each matter has its section, one below the other, and shows how things are", async () => {
  await openProfile();
  expect(screen.getAllByRole("region").map((region) => region.firstChild?.textContent)).toEqual([
    "Picture",
    "Name",
    "E-mail",
    "Password",
    "Where you are logged in",
    "Your data",
    "Delete account",
  ]);
  expect(section("E-mail").getByText("anna@example.com")).toBeTruthy();
  expect(screen.getByText("Member, here since 2 January 2026")).toBeTruthy();
});

test("the name is changed where it stands; the focus comes back to the button", async () => {
  const { person, known } = await openProfile();
  const received = answer("patch", "/me", () => {
    const { pending_email, ...profile } = { ...known.me, display_name: "Anna L." };
    return HttpResponse.json(profile);
  });
  await person.click(button("Change name"));
  const field = screen.getByLabelText<HTMLInputElement>("Name to show");
  expect(document.activeElement).toBe(field);
  await person.clear(field);
  await person.type(field, " Anna L. {Enter}");
  expect(await screen.findByRole("heading", { name: "Anna L.", level: 1 })).toBeTruthy();
  expect(received).toEqual([{ display_name: "Anna L." }]);
  expect(document.activeElement).toBe(button("Change name"));
  await said("Your name is changed.");
});

test("two forms may be open at once: their fields are told apart, and nothing typed is lost", async () => {
  const { person } = await openProfile();
  await person.click(button("Change address"));
  await person.click(button("Change password"));
  const address = section("E-mail").getByLabelText<HTMLInputElement>("Your password");
  await person.type(address, "one");
  await person.type(section("Password").getByLabelText("New password"), "short{Enter}");
  await person.click(await screen.findByRole("link", { name: "Use 12 characters or more" }));
  expect(document.activeElement).toBe(section("Password").getByLabelText("New password"));
  expect(address.value).toBe("one");
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test("a new address waits for its link, is shown meanwhile, and can be withdrawn", async () => {
  const { person, known } = await openProfile();
  const asked = answer("put", "/me/email", () => {
    known.me = { ...known.me, pending_email: "new@example.com" };
    return HttpResponse.json(exampleMail({ kind: "send_email_change_email" }), { status: 202 });
  });
  await person.click(button("Change address"));
  await person.type(screen.getByLabelText("New e-mail address"), "new@example.com");
  await person.type(screen.getByLabelText("Your password"), "correct horse{Enter}");
  expect(await screen.findByText(/^new@example\.com waits for you/)).toBeTruthy();
  expect(asked).toEqual([{ email: "new@example.com", password: "correct horse" }]);
  expect(section("E-mail").getByText("anna@example.com")).toBeTruthy();

  const withdrawn = answer("delete", "/me/email", () => {
    known.me = { ...known.me, pending_email: null };
    return done();
  });
  await person.click(button("Withdraw the change"));
  await waitFor(() => expect(screen.queryByText(/waits for you/)).toBeNull());
  expect(withdrawn).toHaveLength(1);
  await waitFor(() => expect(document.activeElement).toBe(button("Change address")));
});

test("a wrong password is said at its field, and what was typed stays", async () => {
  const { person } = await openProfile();
  answer("put", "/me/email", () => refuse(403, "wrong_password"));
  await person.click(button("Change address"));
  await person.type(screen.getByLabelText("New e-mail address"), "new@example.com");
  const password = screen.getByLabelText<HTMLInputElement>("Your password");
  await person.type(password, "wrong{Enter}");
  await person.click(await screen.findByRole("link", { name: "The detail of wrong_password." }));
  expect(document.activeElement).toBe(password);
  expect(password.value).toBe("wrong");
  await person.type(password, "!");
  expect(password.getAttribute("aria-invalid")).toBe("false");
});

test("the password is changed by naming the current one; a password manager is told whose it is", async () => {
  const { person } = await openProfile();
  const received = answer("put", "/me/password", done);
  await person.click(button("Change password"));
  const user = document.querySelector<HTMLInputElement>("input[autocomplete=username]");
  expect(user?.value).toBe("anna@example.com");
  expect(document.activeElement).toBe(screen.getByLabelText("Current password"));
  await person.keyboard("correct horse");
  await person.type(screen.getByLabelText("New password"), "a new long sentence{Enter}");
  await said(/Your password is changed/);
  expect(screen.queryByText(/is withdrawn/)).toBeNull();
  expect(received).toEqual([
    { current_password: "correct horse", new_password: "a new long sentence" },
  ]);
  expect(screen.queryByLabelText("Current password")).toBeNull();
});

test("a new password withdraws an address that waits, and that is said", async () => {
  const { person, known } = await openProfile();
  answer("put", "/me/email", () => {
    known.me = { ...known.me, pending_email: "new@example.com" };
    return HttpResponse.json(exampleMail({ kind: "send_email_change_email" }), { status: 202 });
  });
  answer("put", "/me/password", () => {
    known.me = { ...known.me, pending_email: null };
    return done();
  });
  await person.click(button("Change address"));
  await person.type(screen.getByLabelText("New e-mail address"), "new@example.com");
  await person.type(screen.getByLabelText("Your password"), "correct horse{Enter}");
  expect(await section("E-mail").findByText(/^A link is on its way/)).toBeTruthy();

  await person.click(button("Change password"));
  await person.type(screen.getByLabelText("Current password"), "correct horse");
  await person.type(screen.getByLabelText("New password"), "a new long sentence{Enter}");
  expect(await section("Password").findByText(/address that waited is withdrawn/)).toBeTruthy();
  await waitFor(() => expect(section("E-mail").queryByText(/waits for you/)).toBeNull());
  expect(section("E-mail").queryByText(/^A link is on its way/)).toBeNull();
});

test("a session that ended meanwhile leads to the log-in and back", async () => {
  const { person } = await openProfile();
  answer("patch", "/me", () => refuse(401, "not_authenticated"));
  answer("get", "/me", () => refuse(401, "not_authenticated"));
  await person.click(button("Change name"));
  await person.type(screen.getByLabelText("Name to show"), " II{Enter}");
  expect(await screen.findByRole("heading", { name: "Welcome back" })).toBeTruthy();
  expect(screen.getByText("You were logged out. Log in to go on.")).toBeTruthy();
  expect(window.location.search).toContain("profile");
  expect(seemsSignedIn()).toBe(false);
});

test("one's own data come as a file", async () => {
  const { person } = await openProfile();
  answer("get", "/me/export", () => HttpResponse.json({ profile: { email: "anna@example.com" } }));
  const saved: string[] = [];
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function save(
    this: HTMLAnchorElement,
  ) {
    saved.push(this.download);
  });
  await person.click(button("Download my data"));
  await said("Your data is downloaded.");
  expect(saved).toEqual(["foyer-data.json"]);
});

test("data that could not be fetched are said to be so, with the reference", async () => {
  const { person } = await openProfile();
  answer("get", "/me/export", () => refuse(503, "database_unavailable"));
  await person.click(button("Download my data"));
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("Your data could not be fetched");
  expect(alert.textContent).toContain("ref-4711");
});
