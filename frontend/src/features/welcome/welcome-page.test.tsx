import { screen, waitFor } from "@testing-library/preact";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import type { SignUpBody } from "../../api/generated";
import { exampleMail, exampleProblem, exampleSignUp, exampleTask } from "../../testing/examples";
import { openApp } from "../../testing/render-app";
import { server } from "../../testing/server";

/** Opens the page of a sign-up in this state, and returns a function that changes the state. */
function openWelcome(signUp: Partial<SignUpBody>) {
  let current = signUp;
  server.use(http.get("*/api/sign-ups/:id", () => HttpResponse.json(exampleSignUp(current))));
  openApp("/welcome/0197a000-0000-7000-8000-00000000000a");
  return (changed: Partial<SignUpBody>) => {
    current = changed;
  };
}

test("both tasks are followed to their end, which the title of the tab shows", async () => {
  const change = openWelcome({
    tasks: [exampleTask({ state: "STARTED", progress: 40 }), exampleMail({ state: "PENDING" })],
  });
  expect(await screen.findByText("Resizing…")).toBeTruthy();
  expect(screen.getByRole("progressbar", { name: "Picture: progress" }).getAttribute("value")).toBe(
    "40",
  );
  await waitFor(() => expect(document.title).toBe("Setting up… · Foyer"));
  change({});
  expect(await screen.findByText("Done in 0.4 s")).toBeTruthy();
  expect(screen.getByText("Sent to a•••@example.com in 0.4 s")).toBeTruthy();
  await waitFor(() => expect(document.title).toBe("✓ Check your mail · Foyer"));
});

test("the live region announces each state once and no progress", async () => {
  const at = (progress: number) => ({ tasks: [exampleTask({ state: "STARTED", progress })] });
  const change = openWelcome(at(10));
  const liveRegion = await screen.findByText("Picture: Resizing…");
  expect(liveRegion.getAttribute("role")).toBe("status");
  const announcedTexts: Array<string | null> = [];
  new MutationObserver(() => announcedTexts.push(liveRegion.textContent)).observe(liveRegion, {
    characterData: true,
    childList: true,
    subtree: true,
  });
  change(at(60));
  await waitFor(() => expect(screen.getByRole<HTMLProgressElement>("progressbar").value).toBe(60));
  change({ tasks: [exampleTask()] });
  await waitFor(() => expect(liveRegion.textContent).toBe("Picture: Done in 0.4 s"));
  expect(new Set(announcedTexts)).toEqual(new Set(["Picture: Done in 0.4 s"]));
});

test("a failed picture shows initials, the reason and a reference, and the sign-up goes on", async () => {
  const error = { code: "picture_damaged", message: "The picture is damaged." };
  openWelcome({ tasks: [exampleTask({ state: "FAILURE", error }), exampleMail()] });
  expect(
    await screen.findByText("The picture is damaged. Your initials are shown instead."),
  ).toBeTruthy();
  expect(screen.getByText("AL")).toBeTruthy();
  expect(screen.getByText(exampleTask().id)).toBeTruthy();
  await waitFor(() => expect(document.title).toBe("✓ Check your mail · Foyer"));
});

test("a sign-up with a failed mail is not called done", async () => {
  const error = { code: "mail_refused", message: "Nobody has this address." };
  openWelcome({ tasks: [exampleMail({ state: "FAILURE", error })] });
  expect(await screen.findByText(/does not accept mail for this address/)).toBeTruthy();
  expect(screen.getByText("Correct the address, or have the mail sent again.")).toBeTruthy();
  await waitFor(() => expect(document.title).toBe("Mail not sent · Foyer"));
});

test.each([
  ["confirmed", "Your address is confirmed", "Log in"],
  ["superseded", "A newer sign-up has replaced this one", "Log in"],
  ["expired", "This sign-up has expired", "Sign up again"],
] as const)("a sign-up that is %s shows the next step", async (state, heading, step) => {
  openWelcome({ state });
  expect(await screen.findByRole("heading", { name: heading })).toBeTruthy();
  expect(screen.getAllByRole("link", { name: step }).length).toBeGreaterThan(0);
});

test("an unknown sign-up leads back to the start", async () => {
  server.use(
    http.get("*/api/sign-ups/:id", () =>
      HttpResponse.json(exampleProblem(404, "sign_up_not_found"), { status: 404 }),
    ),
  );
  openApp("/welcome/nobody");
  expect(await screen.findByRole("heading", { name: "We do not know this sign-up" })).toBeTruthy();
});
