import { screen, waitFor } from "@testing-library/preact";
import { delay, HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import { readPendingSignUp } from "../../lib/pending-sign-up";
import { exampleProblem, exampleSignUp } from "../../testing/examples";
import { doubleClick } from "../../testing/render-app";
import { server } from "../../testing/server";
import {
  acceptedSignUp,
  fillInForm,
  jpeg,
  mockSignUps,
  openForm,
  submitForm,
} from "../../testing/sign-up";

test("a valid form is sent with the picture, and the welcome page opens", async () => {
  const received = mockSignUps(acceptedSignUp);
  const user = await openForm();
  await fillInForm(user);
  const picture = screen.getByLabelText("Picture (optional)");
  await user.upload(picture, new File([jpeg], "anna.jpg", { type: "image/jpeg" }));
  expect(await screen.findByAltText("Preview of your picture")).toBeTruthy();
  await submitForm(user);

  await waitFor(() => expect(window.location.pathname).toBe(`/welcome/${exampleSignUp().id}`));
  expect(received).toHaveLength(1);
  expect(received[0]?.key).toMatch(/^[0-9a-f]{32}$/);
  for (const part of ["anna@example.com", "correct horse battery", "Anna Lindqvist", "anna.jpg"]) {
    expect(received[0]?.form).toContain(part);
  }
});

test("the sign-up is stored in this browser until it is confirmed", async () => {
  mockSignUps(acceptedSignUp);
  server.use(http.get("*/api/sign-ups/:id", () => HttpResponse.json(exampleSignUp())));
  const user = await openForm();
  await fillInForm(user);
  await submitForm(user);
  await waitFor(() => expect(window.location.pathname).toBe(`/welcome/${exampleSignUp().id}`));
  expect(readPendingSignUp()).toBe(exampleSignUp().id);
});

test("the server's error about a field stays until the field is changed, and nothing typed is lost", async () => {
  const errors = [
    { field: "password", code: "password_common", message: "This password is too common." },
  ];
  mockSignUps(() =>
    HttpResponse.json(exampleProblem(422, "validation_failed", { errors }), { status: 422 }),
  );
  const user = await openForm();
  await fillInForm(user);
  await submitForm(user);

  const link = await screen.findByRole("link", { name: "This password is too common." });
  expect(screen.getByRole("alert").textContent).toContain("ref-4711");
  await user.click(link);
  const password = screen.getByLabelText<HTMLInputElement>("Password");
  expect(document.activeElement).toBe(password);
  expect(password.value).toBe("correct horse battery");
  await user.type(password, "!");
  expect(password.getAttribute("aria-invalid")).toBe("false");
});

test("after a lost response the same form keeps its key, and a changed one gets another", async () => {
  const received = mockSignUps(
    () => HttpResponse.error(),
    () => HttpResponse.error(),
    acceptedSignUp,
  );
  const user = await openForm();
  await fillInForm(user);
  await submitForm(user);
  await screen.findByText(/could not reach the server/);
  expect(screen.getByText("Everything you entered is still here.")).toBeTruthy();

  await submitForm(user);
  await waitFor(() => expect(received).toHaveLength(2));
  expect(received[1]?.key).toBe(received[0]?.key);

  await screen.findByRole("button", { name: "Sign up" });
  await user.type(screen.getByLabelText("Name to show"), " II");
  await submitForm(user);
  await waitFor(() => expect(received).toHaveLength(3));
  expect(received[2]?.key).not.toBe(received[0]?.key);
});

test("while mails are late, the form says so warmly and keeps everything that was typed", async () => {
  const received = mockSignUps(
    () => HttpResponse.json(exampleProblem(503, "queue_late"), { status: 503 }),
    acceptedSignUp,
  );
  const user = await openForm();
  await fillInForm(user);
  await submitForm(user);
  await screen.findByText("Everything you entered is still here.");
  expect(screen.getByLabelText<HTMLInputElement>("Password").value).toBe("correct horse battery");
  expect(received).toHaveLength(1);

  await submitForm(user);
  await waitFor(() => expect(window.location.pathname).toMatch(/^\/welcome\//));
  expect(received[1]?.key).toBe(received[0]?.key);
});

test("an upload can be cancelled: the form stays, the button has the focus, a status says so", async () => {
  const received = mockSignUps(async () => {
    await delay("infinite");
    return acceptedSignUp();
  });
  const user = await openForm();
  await fillInForm(user);
  await submitForm(user);
  expect(await screen.findByRole("progressbar", { name: "Upload" })).toBeTruthy();
  await waitFor(() => expect(received).toHaveLength(1));

  await user.click(screen.getByRole("button", { name: "Cancel" }));
  const submitButton = await screen.findByRole("button", { name: "Sign up" });
  await waitFor(() => expect(document.activeElement).toBe(submitButton));
  expect(screen.getByText("Cancelled.").getAttribute("role")).toBe("status");
  expect(screen.queryByRole("alert")).toBeNull();
  expect(screen.getByLabelText<HTMLInputElement>("Name to show").value).toBe("Anna Lindqvist");
  expect(window.location.pathname).toBe("/sign-up");
});

test("a form submitted offline is sent when the network is back", async () => {
  const received = mockSignUps(acceptedSignUp);
  const user = await openForm();
  await fillInForm(user);
  window.dispatchEvent(new Event("offline"));
  try {
    await submitForm(user);
    await screen.findByText("Waiting for the connection…", { selector: "[role=status]" });
    expect(screen.getByText(/You are offline/)).toBeTruthy();
    expect(received).toEqual([]);
  } finally {
    window.dispatchEvent(new Event("online"));
  }
  await waitFor(() => expect(window.location.pathname).toMatch(/^\/welcome\//));
  expect(received).toHaveLength(1);
});

test("a form that is cancelled while offline is never sent", async () => {
  const received = mockSignUps(acceptedSignUp);
  const user = await openForm();
  await fillInForm(user);
  window.dispatchEvent(new Event("offline"));
  try {
    await submitForm(user);
    await user.click(await screen.findByRole("button", { name: "Cancel" }));
    await user.type(screen.getByLabelText("Name to show"), " II");
    await submitForm(user);
    await screen.findByText("Waiting for the connection…", { selector: "[role=status]" });
  } finally {
    window.dispatchEvent(new Event("online"));
  }
  await screen.findByRole("heading", { name: "Your address is confirmed" });
  expect(received.map(({ form }) => form.includes("Anna Lindqvist II"))).toEqual([true]);
});

test("a double click sends the form once", async () => {
  const received = mockSignUps(acceptedSignUp);
  const user = await openForm();
  await fillInForm(user);
  doubleClick(screen.getByRole("button", { name: "Sign up" }));
  await screen.findByRole("heading", { name: "Your address is confirmed" });
  expect(received).toHaveLength(1);
});
