import { screen, waitFor } from "@testing-library/preact";
import { delay, HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import { recallSignUp } from "../../lib/remembered-sign-up";
import { exampleProblem, exampleSignUp } from "../../testing/examples";
import { doubleClick } from "../../testing/render-app";
import { server } from "../../testing/server";
import { accepted, answerSignUps, fillIn, jpeg, openForm, submit } from "../../testing/sign-up";

test("a good form goes out whole, picture and all, and the page moves on", async () => {
  const received = answerSignUps(accepted);
  const person = await openForm();
  await fillIn(person);
  const picture = screen.getByLabelText("Picture (optional)");
  await person.upload(picture, new File([jpeg], "anna.jpg", { type: "image/jpeg" }));
  expect(await screen.findByAltText("Preview of your picture")).toBeTruthy();
  await submit(person);

  await waitFor(() => expect(window.location.pathname).toBe(`/welcome/${exampleSignUp().id}`));
  expect(received).toHaveLength(1);
  expect(received[0]?.key).toMatch(/^[0-9a-f]{32}$/);
  for (const part of ["anna@example.com", "correct horse battery", "Anna Lindqvist", "anna.jpg"]) {
    expect(received[0]?.form).toContain(part);
  }
});

test("the sign-up is remembered as this browser's own, as long as it waits", async () => {
  answerSignUps(accepted);
  server.use(http.get("*/api/sign-ups/:id", () => HttpResponse.json(exampleSignUp())));
  const person = await openForm();
  await fillIn(person);
  await submit(person);
  await waitFor(() => expect(window.location.pathname).toBe(`/welcome/${exampleSignUp().id}`));
  expect(recallSignUp()).toBe(exampleSignUp().id);
});

test("what the server says about a field stands there until the field is changed; nothing typed is lost", async () => {
  const errors = [
    { field: "password", code: "password_common", message: "This password is too common." },
  ];
  answerSignUps(() =>
    HttpResponse.json(exampleProblem(422, "validation_failed", { errors }), { status: 422 }),
  );
  const person = await openForm();
  await fillIn(person);
  await submit(person);

  const link = await screen.findByRole("link", { name: "This password is too common." });
  expect(screen.getByRole("alert").textContent).toContain("ref-4711");
  await person.click(link);
  const password = screen.getByLabelText<HTMLInputElement>("Password");
  expect(document.activeElement).toBe(password);
  expect(password.value).toBe("correct horse battery");
  await person.type(password, "!");
  expect(password.getAttribute("aria-invalid")).toBe("false");
});

test("after a lost answer the same form is sent again under the same key, a changed one under another", async () => {
  const received = answerSignUps(
    () => HttpResponse.error(),
    () => HttpResponse.error(),
    accepted,
  );
  const person = await openForm();
  await fillIn(person);
  await submit(person);
  await screen.findByText(/could not reach the server/);
  expect(screen.getByText("Everything you entered is still here.")).toBeTruthy();

  await submit(person);
  await waitFor(() => expect(received).toHaveLength(2));
  expect(received[1]?.key).toBe(received[0]?.key);

  await screen.findByRole("button", { name: "Sign up" });
  await person.type(screen.getByLabelText("Name to show"), " II");
  await submit(person);
  await waitFor(() => expect(received).toHaveLength(3));
  expect(received[2]?.key).not.toBe(received[0]?.key);
});

test("an upload can be cancelled; the form is as it was", async () => {
  const received = answerSignUps(async () => {
    await delay("infinite");
    return accepted();
  });
  const person = await openForm();
  await fillIn(person);
  await submit(person);
  expect(await screen.findByRole("progressbar", { name: "Upload" })).toBeTruthy();
  await waitFor(() => expect(received).toHaveLength(1));

  await person.click(screen.getByRole("button", { name: "Cancel" }));
  expect(await screen.findByRole("button", { name: "Sign up" })).toBeTruthy();
  expect(screen.queryByRole("alert")).toBeNull();
  expect(screen.getByLabelText<HTMLInputElement>("Name to show").value).toBe("Anna Lindqvist");
  expect(window.location.pathname).toBe("/sign-up");
});

test("offline, the form waits and goes out by itself", async () => {
  const received = answerSignUps(accepted);
  const person = await openForm();
  await fillIn(person);
  window.dispatchEvent(new Event("offline"));
  try {
    await submit(person);
    expect(await screen.findByText("Waiting for the connection…")).toBeTruthy();
    expect(screen.getByText(/You are offline/)).toBeTruthy();
    expect(received).toEqual([]);
  } finally {
    window.dispatchEvent(new Event("online"));
  }
  await waitFor(() => expect(window.location.pathname).toMatch(/^\/welcome\//));
  expect(received).toHaveLength(1);
});

test("what was cancelled while it waited for the network never goes out", async () => {
  const received = answerSignUps(accepted);
  const person = await openForm();
  await fillIn(person);
  window.dispatchEvent(new Event("offline"));
  try {
    await submit(person);
    await person.click(await screen.findByRole("button", { name: "Cancel" }));
    await person.type(screen.getByLabelText("Name to show"), " II");
    await submit(person);
    await screen.findByText("Waiting for the connection…");
  } finally {
    window.dispatchEvent(new Event("online"));
  }
  await screen.findByRole("heading", { name: "Your address is confirmed" });
  expect(received.map(({ form }) => form.includes("Anna Lindqvist II"))).toEqual([true]);
});

test("a double click sends once", async () => {
  const received = answerSignUps(accepted);
  const person = await openForm();
  await fillIn(person);
  doubleClick(screen.getByRole("button", { name: "Sign up" }));
  await screen.findByRole("heading", { name: "Your address is confirmed" });
  expect(received).toHaveLength(1);
});
