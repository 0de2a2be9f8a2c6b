import { describe, expect, test } from "vitest";
import { exampleMail, exampleSignUp, exampleTask } from "../../testing/examples";
import { areAllTasksFinal, describeTask, hasMailFailed, taskName } from "./sign-up-tasks";

const email = "a•••@example.com";

test("tasks have names people know; a kind not heard of is shown as it is", () => {
  expect(taskName("resize_thumbnail")).toBe("Picture");
  expect(taskName("send_confirmation_email")).toBe("Confirmation mail");
  expect(taskName("water_the_plants")).toBe("Water the plants");
});

describe("the sentence of a step", () => {
  test.each([
    [exampleTask({ state: "PENDING" }), "Waiting for its turn…"],
    [exampleTask({ state: "STARTED" }), "Resizing…"],
    [exampleTask(), "Done in 0.4 s"],
    [exampleTask({ started_at: null }), "Done"],
    [exampleMail({ state: "STARTED" }), "Sending…"],
    [exampleMail({ state: "RETRY" }), "That did not work yet. We keep trying."],
    [exampleMail(), "Sent to a•••@example.com in 0.4 s"],
    [exampleMail({ state: "REVOKED" }), "Cancelled"],
  ])("%o", (task, sentence) => {
    expect(describeTask(task, email)).toBe(sentence);
  });

  test("a picture that failed says why, and that initials take its place", () => {
    const error = { code: "picture_damaged", message: "The file is damaged" };
    expect(describeTask(exampleTask({ state: "FAILURE", error }), email)).toBe(
      "The file is damaged. Your initials take the picture’s place.",
    );
  });

  test("a mail that failed says why, and nothing of initials", () => {
    const error = { code: "mail_refused", message: "Nobody has this address." };
    expect(describeTask(exampleMail({ state: "FAILURE", error }), email)).toBe(
      "Nobody has this address.",
    );
  });
});

test("a sign-up is settled when all its tasks are final", () => {
  expect(areAllTasksFinal(exampleSignUp())).toBe(true);
  expect(
    areAllTasksFinal(exampleSignUp({ tasks: [exampleTask(), exampleMail({ state: "RETRY" })] })),
  ).toBe(false);
});

test("only a failed mail is a lost mail", () => {
  const failedPicture = exampleSignUp({
    tasks: [exampleTask({ state: "FAILURE" }), exampleMail()],
  });
  const failedMail = exampleSignUp({ tasks: [exampleTask(), exampleMail({ state: "FAILURE" })] });
  expect(hasMailFailed(failedPicture)).toBe(false);
  expect(hasMailFailed(failedMail)).toBe(true);
});
