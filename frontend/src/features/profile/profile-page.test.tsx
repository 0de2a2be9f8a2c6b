import { screen, waitFor, within } from "@testing-library/preact";
import { HttpResponse } from "msw";
import { expect, test, vi } from "vitest";
import { sessionHint } from "../../lib/session-hint";
import { exampleMail } from "../../testing/examples";
import { mockEndpoint, noContent, openProfile, problemResponse } from "../../testing/profile";

const section = (name: string) => within(screen.getByRole("region", { name }));
const button = (name: string) => screen.getByRole("button", { name });
const expectAnnouncement = (text: RegExp | string) =>
  waitFor(() =>
    expect(screen.getAllByRole("status").map(({ textContent }) => textContent)).toContainEqual(
      expect.stringMatching(text),
    ),
  );

test("each section is shown with its current value", async () => {
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

test("the name is changed in place, and the focus returns to the button", async () => {
  const { user, serverState } = await openProfile();
  const received = mockEndpoint("patch", "/me", () => {
    const { pending_email, ...profile } = { ...serverState.me, display_name: "Anna L." };
    return HttpResponse.json(profile);
  });
  await user.click(button("Change name"));
  const field = screen.getByLabelText<HTMLInputElement>("Name to show");
  expect(document.activeElement).toBe(field);
  await user.clear(field);
  await user.type(field, " Anna L. {Enter}");
  expect(await screen.findByRole("heading", { name: "Anna L.", level: 1 })).toBeTruthy();
  expect(received).toEqual([{ display_name: "Anna L." }]);
  await waitFor(() => expect(document.activeElement).toBe(button("Change name")));
  await expectAnnouncement("Your name is changed.");
});

test("two open forms have separate fields and keep what was typed", async () => {
  const { user } = await openProfile();
  await user.click(button("Change address"));
  await user.click(button("Change password"));
  const address = section("E-mail").getByLabelText<HTMLInputElement>("Your password");
  await user.type(address, "one");
  await user.type(section("Password").getByLabelText("New password"), "short{Enter}");
  await user.click(await screen.findByRole("link", { name: "Use 12 characters or more" }));
  expect(document.activeElement).toBe(section("Password").getByLabelText("New password"));
  expect(address.value).toBe("one");
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test("a new address is shown until it is confirmed, and can be withdrawn", async () => {
  const { user, serverState } = await openProfile();
  const requests = mockEndpoint("put", "/me/email", () => {
    serverState.me = { ...serverState.me, pending_email: "new@example.com" };
    return HttpResponse.json(exampleMail({ kind: "send_email_change_email" }), { status: 202 });
  });
  await user.click(button("Change address"));
  await user.type(screen.getByLabelText("New e-mail address"), "new@example.com");
  await user.type(screen.getByLabelText("Your password"), "correct horse{Enter}");
  expect(await screen.findByText(/to confirm new@example\.com\.$/)).toBeTruthy();
  expect(requests).toEqual([{ email: "new@example.com", password: "correct horse" }]);
  expect(section("E-mail").getByText("anna@example.com")).toBeTruthy();

  const withdrawn = mockEndpoint("delete", "/me/email", () => {
    serverState.me = { ...serverState.me, pending_email: null };
    return noContent();
  });
  await user.click(button("Withdraw the change"));
  await waitFor(() => expect(screen.queryByText(/Open the link in our mail/)).toBeNull());
  expect(withdrawn).toHaveLength(1);
  await waitFor(() => expect(document.activeElement).toBe(button("Change address")));
});

test("password managers get the current address as the user name, not the new one", async () => {
  const { user } = await openProfile();
  await user.click(button("Change address"));
  const password = screen.getByLabelText("Your password");
  const inputs = [...(password.closest("form")?.querySelectorAll("input") ?? [])];
  expect(inputs.map(({ autocomplete, value }) => [autocomplete, value])).toEqual([
    ["email", ""],
    ["username", "anna@example.com"],
    ["current-password", ""],
  ]);
  expect(document.activeElement).toBe(inputs[0]);
});

test("a wrong password is reported at its field and keeps what was typed", async () => {
  const { user } = await openProfile();
  mockEndpoint("put", "/me/email", () => problemResponse(403, "wrong_password"));
  await user.click(button("Change address"));
  await user.type(screen.getByLabelText("New e-mail address"), "new@example.com");
  const password = screen.getByLabelText<HTMLInputElement>("Your password");
  await user.type(password, "wrong{Enter}");
  await user.click(await screen.findByRole("link", { name: "The detail of wrong_password." }));
  expect(document.activeElement).toBe(password);
  expect(password.value).toBe("wrong");
  await user.type(password, "!");
  expect(password.getAttribute("aria-invalid")).toBe("false");
});

test("changing the password needs the current one and gives password managers the user name", async () => {
  const { user } = await openProfile();
  const received = mockEndpoint("put", "/me/password", noContent);
  await user.click(button("Change password"));
  const username = document.querySelector<HTMLInputElement>("input[autocomplete=username]");
  expect(username?.value).toBe("anna@example.com");
  expect(document.activeElement).toBe(screen.getByLabelText("Current password"));
  await user.keyboard("correct horse");
  await user.type(screen.getByLabelText("New password"), "a new long sentence{Enter}");
  await expectAnnouncement(/Your password is changed/);
  expect(screen.queryByText(/is withdrawn/)).toBeNull();
  expect(received).toEqual([
    { current_password: "correct horse", new_password: "a new long sentence" },
  ]);
  expect(screen.queryByLabelText("Current password")).toBeNull();
});

test("a new password withdraws a pending address, and the page says so", async () => {
  const { user, serverState } = await openProfile();
  mockEndpoint("put", "/me/email", () => {
    serverState.me = { ...serverState.me, pending_email: "new@example.com" };
    return HttpResponse.json(exampleMail({ kind: "send_email_change_email" }), { status: 202 });
  });
  mockEndpoint("put", "/me/password", () => {
    serverState.me = { ...serverState.me, pending_email: null };
    return noContent();
  });
  await user.click(button("Change address"));
  await user.type(screen.getByLabelText("New e-mail address"), "new@example.com");
  await user.type(screen.getByLabelText("Your password"), "correct horse{Enter}");
  expect(await section("E-mail").findByText(/^A link is on its way/)).toBeTruthy();

  await user.click(button("Change password"));
  await user.type(screen.getByLabelText("Current password"), "correct horse");
  await user.type(screen.getByLabelText("New password"), "a new long sentence{Enter}");
  expect(
    await section("Password").findByText(/pending change of address is withdrawn/),
  ).toBeTruthy();
  await waitFor(() =>
    expect(section("E-mail").queryByText(/Open the link in our mail/)).toBeNull(),
  );
  expect(section("E-mail").queryByText(/^A link is on its way/)).toBeNull();
});

test("a session that has ended leads to the log-in and back", async () => {
  const { user } = await openProfile();
  mockEndpoint("patch", "/me", () => problemResponse(401, "not_authenticated"));
  mockEndpoint("get", "/me", () => problemResponse(401, "not_authenticated"));
  await user.click(button("Change name"));
  await user.type(screen.getByLabelText("Name to show"), " II{Enter}");
  expect(await screen.findByRole("heading", { name: "Welcome back" })).toBeTruthy();
  expect(screen.getByText("You were logged out. Log in to go on.")).toBeTruthy();
  expect(window.location.search).toContain("profile");
  expect(sessionHint()).toBeNull();
});

test("the user's data are downloaded as a file", async () => {
  const { user } = await openProfile();
  mockEndpoint("get", "/me/export", () =>
    HttpResponse.json({ profile: { email: "anna@example.com" } }),
  );
  const saved: string[] = [];
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function save(
    this: HTMLAnchorElement,
  ) {
    saved.push(this.download);
  });
  await user.click(button("Download my data"));
  await expectAnnouncement("Your data is downloaded.");
  expect(saved).toEqual(["foyer-data.json"]);
});

test("a failed download shows the error with its reference", async () => {
  const { user } = await openProfile();
  mockEndpoint("get", "/me/export", () => problemResponse(503, "database_unavailable"));
  await user.click(button("Download my data"));
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("Your data could not be fetched");
  expect(alert.textContent).toContain("ref-4711");
});
