import { screen } from "@testing-library/preact";
import { HttpResponse, http } from "msw";
import { exampleMail, exampleSignUp, exampleTask } from "./examples";
import { openApp } from "./render-app";
import { server } from "./server";

/** The first bytes of a JPEG, enough for the format check. */
export const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 0]);

/** Answers each sign-up with the next of these responses. Returns the received keys and forms. */
export function mockSignUps(...answers: ReadonlyArray<() => Response | Promise<Response>>) {
  const received: Array<{ key: string | null; form: string }> = [];
  server.use(
    http.post("*/api/sign-ups", async ({ request }) => {
      const answer = answers[Math.min(received.length, answers.length - 1)];
      received.push({ key: request.headers.get("Idempotency-Key"), form: await request.text() });
      return answer?.();
    }),
    http.get("*/api/sign-ups/:id", () => HttpResponse.json(exampleSignUp({ state: "confirmed" }))),
  );
  return received;
}

/** The response to a valid form. */
export const acceptedSignUp = () =>
  HttpResponse.json(exampleSignUp({ tasks: [exampleTask({ state: "PENDING" }), exampleMail()] }), {
    status: 202,
  });

/** Opens the sign-up page. Returns the simulated user. */
export async function openForm() {
  const { user } = openApp("/sign-up");
  await screen.findByRole("button", { name: "Sign up" });
  return user;
}

type User = Awaited<ReturnType<typeof openForm>>;

/** Fills in a valid form. */
export async function fillInForm(user: User) {
  await user.type(screen.getByLabelText("E-mail"), "anna@example.com");
  await user.type(screen.getByLabelText("Password"), "correct horse battery");
  await user.type(screen.getByLabelText("Name to show"), "Anna Lindqvist");
}

/** Fills in a field as some password managers do: with the browser's change event alone, or none. */
export function fillInSilently(field: HTMLElement, value: string, event?: "change") {
  (field as HTMLInputElement).value = value;
  if (event) {
    field.dispatchEvent(new Event(event, { bubbles: true }));
  }
}

/** Clicks the submit button. */
export const submitForm = (user: User) =>
  user.click(screen.getByRole("button", { name: "Sign up" }));
