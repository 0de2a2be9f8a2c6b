import { screen, waitFor } from "@testing-library/preact";
import { HttpResponse, http } from "msw";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { exampleProblem, exampleProfile, exampleSignUp } from "../../testing/examples";
import { openApp } from "../../testing/render-app";
import { server } from "../../testing/server";
import {
  acceptedSignUp,
  fillInForm,
  mockSignUps,
  openForm,
  submitForm,
} from "../../testing/sign-up";

// The wait is over when the test says so: a busy machine may need more than a second before.
beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => void vi.useRealTimers());

const endWait = () => vi.advanceTimersByTime(1_000);

const tooMany = () =>
  HttpResponse.json(exampleProblem(429, "too_many_requests", { retry_after: 1 }), {
    status: 429,
    headers: { "Retry-After": "1" },
  });

test("the log-in waits as long as the server asks, keeps what was typed, and continues", async () => {
  let requests = 0;
  server.use(
    http.post("*/api/sessions", () => {
      requests += 1;
      return requests === 1 ? tooMany() : HttpResponse.json(exampleProfile(), { status: 201 });
    }),
    http.get("*/api/me", () => HttpResponse.json(exampleProfile())),
    http.get("*/api/sessions", () => HttpResponse.json({ items: [] })),
  );
  const { user } = openApp("/log-in");
  await user.type(await screen.findByLabelText("E-mail"), "anna@example.com");
  await user.type(screen.getByLabelText("Password"), "correct horse battery");
  const button = screen.getByRole("button", { name: "Log in" });
  await user.click(button);
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("Too many tries. Try again in 1 second.");
  expect(button.ariaDisabled).toBe("true");
  await user.click(button);
  expect(requests).toBe(1);
  expect(screen.getByLabelText<HTMLInputElement>("Password").value).toBe("correct horse battery");

  endWait();
  await waitFor(() => expect(button.ariaDisabled).toBe("false"));
  expect(alert.textContent).toContain("You can try again now.");
  await user.click(button);
  expect(await screen.findByRole("heading", { name: "Anna Lindqvist" })).toBeTruthy();
});

test("the sign-up waits as long as the server asks and keeps what was typed", async () => {
  const received = mockSignUps(tooMany, acceptedSignUp);
  const user = await openForm();
  await fillInForm(user);
  await submitForm(user);
  await screen.findByText("Everything you entered is still here.");
  await submitForm(user);
  expect(received).toHaveLength(1);
  const button = screen.getByRole("button", { name: "Sign up" });
  endWait();
  await waitFor(() => expect(button.ariaDisabled).toBe("false"));
  await submitForm(user);
  await waitFor(() => expect(window.location.pathname).toMatch(/^\/welcome\//));
  expect(received).toHaveLength(2);
});

test("a page that gets a 429 can be loaded again after the wait", async () => {
  let away = true;
  server.use(
    http.get("*/api/sign-ups/:id", () => (away ? tooMany() : HttpResponse.json(exampleSignUp()))),
  );
  const { user } = openApp("/welcome/some-id");
  const button = await screen.findByRole("button", { name: "Try again" });
  expect(button.ariaDisabled).toBe("true");
  away = false;
  await user.click(button);
  expect(screen.getByRole("button", { name: "Try again" })).toBe(button);
  endWait();
  await waitFor(() => expect(button.ariaDisabled).toBe("false"));
  await user.click(button);
  expect(await screen.findByRole("heading", { name: "Welcome, Anna Lindqvist" })).toBeTruthy();
});
