import { cleanup, screen, waitFor, within } from "@testing-library/preact";
import { HttpResponse, http } from "msw";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { SignUpBody } from "../../api/generated";
import { readPendingSignUp, storePendingSignUp } from "../../lib/pending-sign-up";
import { exampleMail, exampleProblem, exampleSignUp } from "../../testing/examples";
import { doubleClick, openApp } from "../../testing/render-app";
import { server } from "../../testing/server";

const { id } = exampleSignUp();
let signUp: SignUpBody;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date", "performance"] }); // no countdown moves on by itself
  signUp = exampleSignUp();
  server.use(http.get("*/api/sign-ups/:id", () => HttpResponse.json(signUp)));
});
afterEach(() => void vi.useRealTimers());

const anotherMail = exampleMail({ id: "0197a000-0000-7000-8000-0000000000ff", state: "PENDING" });

function answerResends(answer: () => Response) {
  const requests: string[] = [];
  server.use(
    http.post("*/api/sign-ups/:id/resend", ({ params }) => {
      requests.push(String(params.id));
      return answer();
    }),
  );
  return requests;
}

function answerChanges(answer: () => Response) {
  const bodies: unknown[] = [];
  server.use(
    http.patch("*/api/sign-ups/:id", async ({ request }) => {
      bodies.push(await request.json());
      return answer();
    }),
  );
  return bodies;
}

const open = () => openApp(`/welcome/${id}`);
const resend = () => screen.findByRole("button", { name: "Send again" });
const refusal = (status: number, code: string, headers = {}) =>
  HttpResponse.json(exampleProblem(status, code), { status, headers });

test("the mail is sent again once, and then the button waits", async () => {
  const requests = answerResends(() => {
    signUp = exampleSignUp({ tasks: [anotherMail] });
    return HttpResponse.json(anotherMail, { status: 202 });
  });
  open();
  const button = await resend();
  doubleClick(button);
  expect(await screen.findByText("The mail is on its way again.")).toBeTruthy();
  expect(await screen.findByText("Waiting for its turn…")).toBeTruthy();
  expect(button.textContent).toBe("Send again in 30 seconds");
  button.click();
  expect(requests).toEqual([id]);
});

test("a clock that is set back does not make the wait for another mail longer", async () => {
  answerResends(() => {
    signUp = exampleSignUp({ tasks: [exampleMail()] });
    return HttpResponse.json(anotherMail, { status: 202 });
  });
  open();
  const button = await resend();
  button.click();
  await waitFor(() => expect(button.textContent).toBe("Send again in 30 seconds"));
  vi.setSystemTime(Date.now() - 3_600_000);
  vi.advanceTimersByTime(10_000);
  await waitFor(() => expect(button.textContent).toBe("Send again in 20 seconds"));
  vi.advanceTimersByTime(20_000);
  await waitFor(() => expect(button.ariaDisabled).toBe("false"));
});

test("the note about a resent mail is replaced when that mail fails too", async () => {
  answerResends(() => {
    signUp = exampleSignUp({ tasks: [anotherMail] });
    return HttpResponse.json(anotherMail, { status: 202 });
  });
  const { user } = open();
  await user.click(await resend());
  expect(await screen.findByText("The mail is on its way again.")).toBeTruthy();
  signUp = exampleSignUp({ tasks: [{ ...anotherMail, state: "FAILURE" }] });
  const advice = /^Correct the address, or have the mail sent again/;
  expect(await screen.findByText(advice)).toBeTruthy();
  expect(screen.queryByText("The mail is on its way again.")).toBeNull();
});

test("a mail cannot be sent again while one is being sent", async () => {
  signUp = exampleSignUp({ tasks: [exampleMail({ state: "STARTED" })] });
  const requests = answerResends(() => HttpResponse.json(anotherMail, { status: 202 }));
  const { user } = open();
  const button = await resend();
  expect(button.ariaDisabled).toBe("true");
  await user.click(button);
  expect(requests).toEqual([]);
});

test("after a 429 the button counts down as long as the server asks", async () => {
  answerResends(() => refusal(429, "too_many_requests", { "Retry-After": "90" }));
  const { user } = open();
  await user.click(await resend());
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("The mail was not sent again");
  expect((await resend()).textContent).toContain("in 90 seconds");
  expect((await resend()).ariaDisabled).toBe("true");
});

test("a resend that is refused because the sign-up was confirmed updates the page", async () => {
  answerResends(() => {
    signUp = exampleSignUp({ state: "confirmed" });
    return refusal(409, "sign_up_over");
  });
  const { user } = open();
  await user.click(await resend());
  expect(await screen.findByRole("heading", { name: "Your address is confirmed" })).toBeTruthy();
});

test("the address is changed in place by keyboard", async () => {
  const bodies = answerChanges(() => {
    signUp = exampleSignUp({ email: "n•••@example.com", tasks: [exampleMail()] });
    return HttpResponse.json(anotherMail, { status: 202 });
  });
  const { user } = open();
  await user.click(await screen.findByRole("button", { name: "Change address" }));
  const field = screen.getByLabelText("New e-mail address");
  expect(document.activeElement).toBe(field);
  await user.keyboard(" new@example.com {Enter}");
  expect(await screen.findByText("The mail is on its way to the new address.")).toBeTruthy();
  expect(bodies).toEqual([{ email: "new@example.com" }]);
  await waitFor(() => expect(document.activeElement?.textContent).toBe("Change address"));
  expect(await screen.findByText(/^Sent to n•••@example\.com/)).toBeTruthy();
});

test("an invalid address is reported at once, and a refused one stays with the reason", async () => {
  const errors = [{ field: "email", code: "email_invalid", message: "This is no address." }];
  const bodies = answerChanges(() =>
    HttpResponse.json(exampleProblem(422, "validation_failed", { errors }), { status: 422 }),
  );
  const { user } = open();
  await user.click(await screen.findByRole("button", { name: "Change address" }));
  const field = screen.getByLabelText<HTMLInputElement>("New e-mail address");
  await user.type(field, "nobody{Enter}");
  expect(bodies).toEqual([]);
  await user.type(field, "@example.invalid{Enter}");
  const alert = await screen.findByRole("alert");
  expect(await within(alert).findByRole("link", { name: "This is no address." })).toBeTruthy();
  expect(field.value).toBe("nobody@example.invalid");
});

test("an address that is typed survives a reload, until the form is cancelled", async () => {
  const { user } = open();
  await user.click(await screen.findByRole("button", { name: "Change address" }));
  await user.type(screen.getByLabelText("New e-mail address"), "new@example.com");
  cleanup();
  open();
  const field = await screen.findByLabelText<HTMLInputElement>("New e-mail address");
  expect(field.value).toBe("new@example.com");
  await user.click(screen.getByRole("button", { name: "Cancel" }));
  cleanup();
  open();
  expect(await screen.findByRole("button", { name: "Change address" })).toBeTruthy();
});

test("cancelling returns the focus to the button", async () => {
  const { user } = open();
  await user.click(await screen.findByRole("button", { name: "Change address" }));
  await user.click(screen.getByRole("button", { name: "Cancel" }));
  expect(screen.queryByLabelText("New e-mail address")).toBeNull();
  expect(document.activeElement?.textContent).toBe("Change address");
});

test("a finished sign-up is removed from the storage", async () => {
  storePendingSignUp(id);
  open();
  await resend();
  expect(readPendingSignUp()).toBe(id);
  signUp = exampleSignUp({ state: "confirmed" });
  await screen.findByRole("heading", { name: "Your address is confirmed" });
  await waitFor(() => expect(readPendingSignUp()).toBeNull());
});

test.each(["pending", "superseded"] as const)(
  "opening another person's sign-up (%s) does not store it",
  async (state) => {
    storePendingSignUp("own");
    signUp = exampleSignUp({ state });
    document.title = "";
    open();
    // The title is set together with other effects of the first render.
    await waitFor(() => expect(document.title).toContain("Foyer"));
    expect(readPendingSignUp()).toBe("own");
  },
);
