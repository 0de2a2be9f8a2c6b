import { screen, waitFor, within } from "@testing-library/preact";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import { readPendingSignUp, storePendingSignUp } from "../../lib/pending-sign-up";
import { setSessionHint } from "../../lib/session-hint";
import { exampleMail, exampleProblem, exampleSignUp } from "../../testing/examples";
import { doubleClick, openApp } from "../../testing/render-app";
import { server } from "../../testing/server";

const { id } = exampleSignUp();

function answerConfirmations(answer: () => Response) {
  const tokens: unknown[] = [];
  server.use(
    http.post("*/api/confirmations", async ({ request }) => {
      tokens.push(await request.json());
      return answer();
    }),
  );
  return tokens;
}

const refusal =
  (status: number, code: string, extra: object = {}) =>
  () =>
    HttpResponse.json(exampleProblem(status, code, extra), { status });
const confirmedBody = (link: "confirmation" | "email-change") => ({
  link,
  user_id: "anna",
  email: "anna@example.com",
  display_name: "Anna",
  own_sign_up: link === "confirmation",
});
const confirmed = (link: "confirmation" | "email-change") => () =>
  HttpResponse.json(confirmedBody(link));
const done = confirmed("confirmation");

async function confirm() {
  const { user } = openApp("/confirm#token");
  await user.click(await screen.findByRole("button", { name: "Confirm my address" }));
  return user;
}

test("opening the link does nothing, and a double click on the button confirms once", async () => {
  const tokens = answerConfirmations(done);
  openApp("/confirm#a-Token_1");
  const button = await screen.findByRole("button", { name: "Confirm my address" });
  expect(tokens).toEqual([]);
  doubleClick(button);
  expect(await screen.findByRole("heading", { name: "You are in, Anna" })).toBeTruthy();
  expect(tokens).toEqual([{ token: "a-Token_1", sign_up_id: null, password: null }]);
});

test("the token leaves the address at once and survives a reload", async () => {
  const tokens = answerConfirmations(done);
  const { user } = openApp("/confirm#a-Token_1");
  const button = await screen.findByRole("button", { name: "Confirm my address" });
  await waitFor(() => expect(window.location.href).toBe("http://foyer.test/confirm"));
  expect(window.history.state).toMatchObject({ linkToken: "a-Token_1" });
  await user.click(button);
  await waitFor(() => expect(tokens).toMatchObject([{ token: "a-Token_1" }]));
});

test("a confirmed sign-up does not tell another signed-in user to log in with its address", async () => {
  setSessionHint("some-user");
  answerConfirmations(confirmed("confirmation"));
  await confirm();
  expect(await screen.findByRole("heading", { name: "You are in, Anna" })).toBeTruthy();
  expect(
    screen.getByText(/^anna@example\.com is confirmed, and its account is ready\./),
  ).toBeTruthy();
  expect(screen.queryByText(/Log in with it/)).toBeNull();
});

test.each([
  ["another user", "some-user", /^anna@example\.com is now the address of its account/],
  ["no account", null, /From now on, log in with it/],
])("a changed address is reported when the browser belongs to %s", async (_, user, sentence) => {
  setSessionHint(user);
  answerConfirmations(confirmed("email-change"));
  await confirm();
  expect(await screen.findByRole("heading", { name: "Thank you, Anna" })).toBeTruthy();
  expect(screen.getByText(sentence)).toBeTruthy();
});

test("the link of a signed-in user changes the address and leads to the profile", async () => {
  setSessionHint("anna");
  answerConfirmations(confirmed("email-change"));
  await confirm();
  expect(await screen.findByRole("heading", { name: "Thank you, Anna" })).toBeTruthy();
  expect(screen.getByRole("link", { name: "Go to your profile" })).toBeTruthy();
});

const signUp = { link: "confirmation", email: "anna@example.com", user_id: "anna" };
const change = { ...signUp, link: "email-change" };
const refusals: ReadonlyArray<[number, string, object, string, string, string]> = [
  [409, "confirmation_used", signUp, "Already confirmed", "Log in", "Go to your profile"],
  [410, "confirmation_expired", signUp, "This link has expired", "Sign up again", "Sign up again"],
  [409, "confirmation_used", change, "Already confirmed", "Log in", "Go to your profile"],
  [410, "confirmation_expired", change, "This link has expired", "Go to your profile", ""],
  [410, "confirmation_replaced", change, "This change was called off", "Go to your profile", ""],
  [409, "address_taken", change, "This address already has an account", "Go to your profile", ""],
];

test.each(refusals)(
  "%d %s of %j says what the link was for, and leads to the next step",
  async (status, code, problem, heading, step, ownStep) => {
    answerConfirmations(refusal(status, code, problem));
    await confirm();
    expect(await screen.findByRole("heading", { name: heading })).toBeTruthy();
    const page = screen.getByRole("main");
    expect(page.textContent).toContain("anna@example.com");
    expect(within(page).getByRole("link", { name: step })).toBeTruthy();
    setSessionHint("anna");
    expect(await within(page).findByRole("link", { name: ownStep || step })).toBeTruthy();
  },
);

test.each([
  ["confirmation_used", signUp],
  ["confirmation_used", change],
  ["confirmation_replaced", change],
])("%s of %j does not promise another signed-in user their own profile", async (code, problem) => {
  setSessionHint("some-user");
  answerConfirmations(refusal(409, code, problem));
  await confirm();
  expect(
    await screen.findByRole("link", { name: "Go to the profile that is logged in" }),
  ).toBeTruthy();
  expect(screen.getByText(/^The link is about another account/)).toBeTruthy();
});

test.each([
  ["confirmation", "Sign up again"],
  ["email-change", "Go to the profile that is logged in"],
])("the kind of an unknown link (%s) decides the next step", async (link, step) => {
  setSessionHint("some-user");
  storePendingSignUp(id);
  answerConfirmations(refusal(404, "confirmation_unknown", { link }));
  await confirm();
  expect(await screen.findByRole("heading", { name: "This link does not work" })).toBeTruthy();
  expect(screen.getByRole("link", { name: step })).toBeTruthy();
});

test("the replaced link of a sign-up names no address", async () => {
  answerConfirmations(refusal(410, "confirmation_replaced", { link: "confirmation" }));
  await confirm();
  const heading = "A newer link has replaced this one";
  expect(await screen.findByRole("heading", { name: heading })).toBeTruthy();
  expect(screen.getByRole("link", { name: "Sign up again" })).toBeTruthy();
});

test("a used link does not tell a signed-in user to log in", async () => {
  setSessionHint("anna");
  answerConfirmations(refusal(409, "confirmation_used", signUp));
  await confirm();
  expect(await screen.findByRole("link", { name: "Go to your profile" })).toBeTruthy();
  expect(screen.getByRole("main").textContent).not.toMatch(/log in/i);
});

test("the link of another sign-up than that of this browser leads to a new sign-up", async () => {
  storePendingSignUp(id);
  answerConfirmations(refusal(410, "confirmation_expired", signUp));
  await confirm();
  expect(await screen.findByRole("link", { name: "Sign up again" })).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Send me a new link" })).toBeNull();
});

test("an expired link can be replaced in the browser of the sign-up", async () => {
  storePendingSignUp(id);
  answerConfirmations(refusal(410, "confirmation_expired", { ...signUp, resend: true }));
  let resent = 0;
  server.use(
    http.post(`*/api/sign-ups/${id}/resend`, () => {
      resent += 1;
      return HttpResponse.json(exampleMail({ state: "PENDING" }), { status: 202 });
    }),
    http.get("*/api/sign-ups/:id", () => HttpResponse.json(exampleSignUp())),
  );
  const user = await confirm();
  await user.click(await screen.findByRole("button", { name: "Send me a new link" }));
  await waitFor(() => expect(window.location.pathname).toBe(`/welcome/${id}`));
  expect(resent).toBe(1);
});

test("if a new link is refused, a new sign-up is offered", async () => {
  storePendingSignUp(id);
  answerConfirmations(refusal(410, "confirmation_expired", { ...signUp, resend: true }));
  server.use(http.post("*/api/sign-ups/:id/resend", refusal(409, "sign_up_over")));
  const user = await confirm();
  await user.click(await screen.findByRole("button", { name: "Send me a new link" }));
  expect((await screen.findByRole("alert")).textContent).toContain("The link was not sent");
  expect(screen.getByRole("link", { name: "Sign up again" })).toBeTruthy();
});

test("the confirmation names the sign-up of this browser and then forgets it", async () => {
  storePendingSignUp(id);
  const sent = answerConfirmations(done);
  await confirm();
  expect(sent).toEqual([{ token: "token", sign_up_id: id, password: null }]);
  await screen.findByRole("heading", { name: "You are in, Anna" });
  expect(readPendingSignUp()).toBeNull();
});

test("the confirmation of another sign-up keeps that of this browser, which may need a new link", async () => {
  storePendingSignUp(id);
  answerConfirmations(() =>
    HttpResponse.json({ ...confirmedBody("confirmation"), own_sign_up: false }),
  );
  await confirm();
  await screen.findByRole("heading", { name: "You are in, Anna" });
  expect(readPendingSignUp()).toBe(id);
});

test("a link without a token is reported at once", async () => {
  openApp("/confirm");
  expect(await screen.findByRole("heading", { name: "This link does not work" })).toBeTruthy();
});

test("the button stays for another try when the server is unavailable", async () => {
  answerConfirmations(refusal(503, "database_unavailable"));
  await confirm();
  await waitFor(() => expect(screen.getByRole("alert").textContent).toContain("ref-4711"));
  expect(screen.getByRole("button", { name: "Confirm my address" })).toBeTruthy();
});
