import { screen, waitFor } from "@testing-library/preact";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import { exampleMail, exampleSignUp, exampleTask } from "../../testing/examples";
import { problemResponse } from "../../testing/profile";
import { openApp } from "../../testing/render-app";
import { server } from "../../testing/server";
import { jpeg } from "../../testing/sign-up";

const failed = exampleTask({
  state: "FAILURE",
  error: { code: "picture_damaged", message: "The picture is damaged" },
});

/** Opens the page of a sign-up with a failed picture. Records the requests. */
async function openWelcome(
  picture = failed,
  answer = () => HttpResponse.json({}, { status: 202 }),
) {
  const signUp = exampleSignUp({ tasks: [picture, exampleMail()] });
  const sent: Array<{ path: string; form: string }> = [];
  server.use(
    http.get("*/api/sign-ups/:id", () => HttpResponse.json(signUp)),
    http.put("*/api/sign-ups/:id/picture", async ({ request }) => {
      sent.push({ path: new URL(request.url).pathname, form: await request.text() });
      signUp.tasks = [exampleTask({ state: "STARTED" }), exampleMail()];
      return answer();
    }),
  );
  const { user } = openApp(`/welcome/${signUp.id}`);
  await screen.findByRole("heading", { name: "Welcome, Anna Lindqvist" });
  return { user, sent, signUp };
}

const opener = () => screen.queryByRole("button", { name: "Try another picture" });

test("a failed picture can be replaced at once, the page follows the new one, and the focus stays in it", async () => {
  const { user, sent, signUp } = await openWelcome();
  await user.click(opener() as HTMLElement);
  const field = screen.getByLabelText("Another picture");
  expect(document.activeElement).toBe(field);
  await user.upload(field, new File([jpeg], "me.jpg", { type: "image/jpeg" }));
  await user.click(screen.getByRole("button", { name: "Use this picture" }));
  await screen.findByText("Resizing…");
  expect(sent.map(({ path }) => path)).toEqual([`/api/sign-ups/${signUp.id}/picture`]);
  expect(sent[0]?.form).toContain('filename="me.jpg"');
  expect(screen.queryByLabelText("Another picture")).toBeNull();
  expect(opener()).toBeNull();
  await waitFor(() =>
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Send again" })),
  );
});

test("nothing is sent without a picture", async () => {
  const { user, sent } = await openWelcome();
  await user.click(opener() as HTMLElement);
  await user.click(screen.getByRole("button", { name: "Use this picture" }));
  await screen.findByText("Choose a picture first", { selector: "p" });
  expect(sent).toEqual([]);
});

test("the server's error about a picture is shown, and the picture stays chosen", async () => {
  const { user } = await openWelcome(failed, () =>
    problemResponse(422, "picture_format", { detail: "This is not a picture we can read." }),
  );
  await user.click(opener() as HTMLElement);
  const field = screen.getByLabelText("Another picture");
  await user.upload(field, new File([jpeg], "me.jpg", { type: "image/jpeg" }));
  await user.click(screen.getByRole("button", { name: "Use this picture" }));
  await screen.findByText("This is not a picture we can read.");
  expect(screen.getByText(/me\.jpg/)).toBeTruthy();
});

test("cancelling returns the focus to the button", async () => {
  const { user } = await openWelcome();
  await user.click(opener() as HTMLElement);
  await user.click(screen.getByRole("button", { name: "Cancel" }));
  await waitFor(() => expect(document.activeElement).toBe(opener()));
});

test("a picture without an error has no button to replace it", async () => {
  await openWelcome(exampleTask());
  expect(opener()).toBeNull();
});
