import { describe, expect, test } from "vitest";
import { exampleMail, exampleSignUp, exampleTask } from "../../testing/examples";
import { areAllTasksFinal, describeTask, hasMailFailed, taskName } from "./sign-up-tasks";

const email = "a•••@example.com";

test("tasks have names for users, and an unknown kind is shown as it is", () => {
  expect(taskName("resize_thumbnail")).toBe("Picture");
  expect(taskName("send_confirmation_email")).toBe("Confirmation mail");
  expect(taskName("water_the_plants")).toBe("Water the plants");
});

describe("the description of a task", () => {
  test.each([
    [exampleTask({ state: "PENDING" }), "Waiting for its turn…"],
    [exampleTask({ state: "STARTED" }), "Resizing…"],
    [exampleTask(), "Done in 0.4 s"],
    [exampleTask({ started_at: null }), "Done"],
    [exampleMail({ state: "STARTED" }), "Sending…"],
    [exampleMail({ state: "RETRY" }), "That did not work yet. We keep trying."],
    [exampleMail(), "Sent to a•••@example.com in 0.4 s"],
    [exampleMail({ state: "REVOKED" }), "Cancelled"],
  ])("is correct for %o", (task, sentence) => {
    expect(describeTask(task, email)).toBe(sentence);
  });

  test("a failed picture shows the reason and mentions the initials", () => {
    const error = { code: "picture_damaged", message: "The file is damaged" };
    expect(describeTask(exampleTask({ state: "FAILURE", error }), email)).toBe(
      "The file is damaged. Your initials are shown instead.",
    );
  });

  test("a failed mail shows the reason and does not mention initials", () => {
    const error = { code: "mail_refused", message: "Nobody has this address." };
    expect(describeTask(exampleMail({ state: "FAILURE", error }), email)).toBe(
      "The mail server does not accept mail for this address. Is the address correct?",
    );
  });
});

test("all tasks must be final before a sign-up counts as finished", () => {
  expect(areAllTasksFinal(exampleSignUp())).toBe(true);
  expect(
    areAllTasksFinal(exampleSignUp({ tasks: [exampleTask(), exampleMail({ state: "RETRY" })] })),
  ).toBe(false);
});

test("only a failed mail counts as failed", () => {
  const failedPicture = exampleSignUp({
    tasks: [exampleTask({ state: "FAILURE" }), exampleMail()],
  });
  const failedMail = exampleSignUp({ tasks: [exampleTask(), exampleMail({ state: "FAILURE" })] });
  expect(hasMailFailed(failedPicture)).toBe(false);
  expect(hasMailFailed(failedMail)).toBe(true);
});
