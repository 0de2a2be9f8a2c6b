import { fireEvent, screen, waitFor } from "@testing-library/preact";
import { HttpResponse } from "msw";
import { expect, test } from "vitest";
import { exampleTask } from "../../testing/examples";
import { mockEndpoint, noContent, openProfile, problemResponse } from "../../testing/profile";
import { jpeg } from "../../testing/sign-up";

const thumbnails = { 64: "/64", 128: "/128", 256: "/256", 512: "/512" };
const photo = () => new File([jpeg], "new.jpg", { type: "image/jpeg" });
const button = (name: string) => screen.getByRole("button", { name });

test("a new picture is uploaded, processed and shown, and each step is announced once", async () => {
  const { user, serverState } = await openProfile();
  const received = mockEndpoint("put", "/me/picture", () => {
    const task = exampleTask({ state: "STARTED" });
    serverState.me = { ...serverState.me, picture_task: task };
    return HttpResponse.json(task, { status: 202 });
  });
  await user.click(button("New picture"));
  await user.upload(screen.getByLabelText("New picture"), photo());
  await user.click(button("Use this picture"));
  expect(
    await screen.findByText("Your picture is being prepared…", { selector: "div > p" }),
  ).toBeTruthy();
  expect(received).toHaveLength(1);
  expect(received[0]).toContain("new.jpg");

  serverState.me = { ...serverState.me, picture_task: exampleTask(), thumbnails };
  expect(await screen.findByAltText("Picture of Anna Lindqvist")).toBeTruthy();
  await screen.findByText("Your new picture is ready.");
});

test("another picture that is pasted during the upload is not taken, and Cancel leads back to the form", async () => {
  const { user } = await openProfile();
  mockEndpoint("put", "/me/picture", () => new Promise<Response>(() => undefined));
  await user.click(button("New picture"));
  await user.upload(screen.getByLabelText("New picture"), photo());
  await user.click(button("Use this picture"));
  await screen.findByRole("progressbar");
  const second = new File([jpeg], "second.jpg", { type: "image/jpeg" });
  fireEvent.paste(document.body, { clipboardData: { types: ["Files"], files: [second] } });
  await user.click(screen.getAllByRole("button", { name: "Cancel" })[0] as HTMLElement);
  await waitFor(() => expect(document.activeElement).toBe(button("Use this picture")));
  expect(screen.getByText(/^new\.jpg/)).toBeTruthy();
});

test("an existing picture is not announced", async () => {
  await openProfile({ picture_task: exampleTask(), thumbnails });
  await screen.findByText("Firefox on Linux");
  expect(screen.queryByText("Your new picture is ready.")).toBeNull();
});

test("nothing is sent without a file, and an unsupported file is refused at once", async () => {
  const { user } = await openProfile();
  const received = mockEndpoint("put", "/me/picture", noContent);
  await user.click(button("New picture"));
  await user.click(button("Use this picture"));
  expect(await screen.findByRole("link", { name: "Choose a picture first" })).toBeTruthy();
  const text = new File(["%PDF-1.7"], "a.jpg", { type: "image/jpeg" });
  await user.upload(screen.getByLabelText("New picture"), text);
  const message = "Choose a JPEG, PNG, WebP, GIF or AVIF picture";
  expect(await screen.findByRole("link", { name: message })).toBeTruthy();
  await user.click(button("Use this picture"));
  expect(received).toEqual([]);
});

test("the server's error about a picture stays until another one is chosen", async () => {
  const { user } = await openProfile();
  const errors = [{ field: "picture", code: "picture_format", message: "This is no picture." }];
  mockEndpoint("put", "/me/picture", () => problemResponse(422, "validation_failed", { errors }));
  await user.click(button("New picture"));
  await user.upload(screen.getByLabelText("New picture"), photo());
  await user.click(button("Use this picture"));
  expect(await screen.findByRole("link", { name: "This is no picture." })).toBeTruthy();
  await user.upload(screen.getByLabelText("New picture"), photo());
  await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
});

test("a failed picture shows the reason and a reference", async () => {
  const error = { code: "picture_damaged", message: "The picture is damaged." };
  await openProfile({ picture_task: exampleTask({ state: "FAILURE", error }) });
  expect(screen.getByText("The picture is damaged.")).toBeTruthy();
  expect(screen.getByText(exampleTask().id)).toBeTruthy();
});

test("removing a picture restores the initials and keeps the focus", async () => {
  const { user, serverState } = await openProfile({ picture_task: exampleTask(), thumbnails });
  const received = mockEndpoint("delete", "/me/picture", () => {
    serverState.me = { ...serverState.me, picture_task: null, thumbnails: null };
    return noContent();
  });
  await user.click(button("Remove picture"));
  expect(await screen.findByText("AL")).toBeTruthy();
  expect(received).toHaveLength(1);
  expect(screen.queryByRole("button", { name: "Remove picture" })).toBeNull();
  await waitFor(() => expect(document.activeElement).toBe(button("New picture")));
});
