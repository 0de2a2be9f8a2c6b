import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/preact";
import { expect, test } from "vitest";
import {
  acceptedSignUp,
  fillInForm,
  fillInSilently,
  jpeg,
  mockSignUps,
  openForm,
  submitForm,
} from "../../testing/sign-up";

test("fields have the attributes for password managers and keyboards", async () => {
  await openForm();
  expect(screen.getByLabelText("E-mail").getAttribute("autocomplete")).toBe("email");
  const password = screen.getByLabelText("Password");
  expect(password.getAttribute("autocomplete")).toBe("new-password");
  expect(password.getAttribute("aria-describedby")).toBe("password-hint");
  expect(screen.getByText(/12 characters or more/)).toBeTruthy();
});

test("the password can be shown and hidden", async () => {
  const user = await openForm();
  const password = screen.getByLabelText("Password");
  await user.click(screen.getByRole("button", { name: "Show password" }));
  expect(password.getAttribute("type")).toBe("text");
  await user.click(screen.getByRole("button", { name: "Hide password" }));
  expect(password.getAttribute("type")).toBe("password");
});

test("no errors are shown before the form is submitted", async () => {
  const user = await openForm();
  await user.type(screen.getByLabelText("Password"), "short");
  await user.tab();
  expect(screen.queryByText("Use 12 characters or more")).toBeNull();
});

test("an early submit focuses a summary with links to the fields, and errors disappear when they are fixed", async () => {
  const received = mockSignUps(acceptedSignUp);
  const user = await openForm();
  await submitForm(user);

  const summary = screen.getByRole("alert");
  await waitFor(() => expect(document.activeElement).toBe(summary));
  expect(within(summary).getByRole("heading").textContent).toBe("3 things need your attention");
  await user.click(within(summary).getByRole("link", { name: "Enter a password" }));
  const password = screen.getByLabelText("Password");
  expect(document.activeElement).toBe(password);
  expect(password.getAttribute("aria-invalid")).toBe("true");

  await user.type(password, "correct horse battery");
  expect(password.getAttribute("aria-invalid")).toBe("false");
  expect(screen.getByRole("alert").textContent).toContain("2 things need your attention");
  expect(received).toEqual([]);
});

test("a mistyped domain is pointed out after the field loses focus, and one click corrects it", async () => {
  const user = await openForm();
  const email = screen.getByLabelText<HTMLInputElement>("E-mail");
  await user.type(email, "anna@gmial.com");
  expect(screen.queryByText(/Did you mean/)).toBeNull();
  await user.tab();
  await user.click(await screen.findByRole("button", { name: "Use anna@gmail.com" }));
  expect(email.value).toBe("anna@gmail.com");
  expect(document.activeElement).toBe(email);
  expect(screen.queryByText(/Did you mean/)).toBeNull();
});

test("an unsupported picture is refused before it is sent and can be removed", async () => {
  const received = mockSignUps(acceptedSignUp);
  const user = await openForm();
  await fillInForm(user);
  const picture = screen.getByLabelText("Picture (optional)");
  await user.upload(picture, new File(["%PDF-1.7"], "anna.jpg", { type: "image/jpeg" }));
  await screen.findByText("Choose a JPEG, PNG, WebP, GIF or AVIF picture", { selector: "p" });
  await submitForm(user);
  expect(received).toEqual([]);

  await user.click(screen.getByRole("button", { name: "Remove" }));
  await submitForm(user);
  await waitFor(() => expect(received).toHaveLength(1));
  expect(received[0]?.form).not.toContain("anna.jpg");
});

test("a pasted picture is chosen", async () => {
  await openForm();
  const files = [new File([jpeg], "pasted.png", { type: "image/png" })];
  // The page adds its listeners after the first paint.
  await waitFor(() => {
    fireEvent.paste(screen.getByLabelText("E-mail"), {
      clipboardData: { files, types: ["Files"] },
    });
    expect(screen.getByText(/pasted\.png/)).toBeTruthy();
  });
});

test.each(["change" as const, undefined])(
  "what is filled in without an input event stays, whatever else is done (%s)",
  async (event) => {
    const received = mockSignUps(acceptedSignUp);
    const user = await openForm();
    const email = screen.getByLabelText<HTMLInputElement>("E-mail");
    const password = screen.getByLabelText<HTMLInputElement>("Password");
    fillInSilently(email, "anna@example.com", event);
    fillInSilently(password, "correct horse battery", event);
    await user.type(screen.getByLabelText("Name to show"), "Anna Lindqvist");
    await user.click(screen.getByRole("button", { name: "Show password" }));
    expect(email.value).toBe("anna@example.com");
    expect(password.value).toBe("correct horse battery");
    await submitForm(user);
    await waitFor(() => expect(received).toHaveLength(1));
    expect(received[0]?.form).toContain("anna@example.com");
  },
);

test("what is filled in without an input event corrects an error, and survives a reload", async () => {
  const user = await openForm();
  await submitForm(user);
  const email = screen.getByLabelText<HTMLInputElement>("E-mail");
  expect(email.getAttribute("aria-invalid")).toBe("true");
  fillInSilently(email, "anna@example.com", "change");
  await waitFor(() => expect(email.getAttribute("aria-invalid")).toBe("false"));
  cleanup();
  await openForm();
  expect(screen.getByLabelText<HTMLInputElement>("E-mail").value).toBe("anna@example.com");
});
