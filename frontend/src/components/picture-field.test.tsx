import { createEvent, fireEvent, render, screen } from "@testing-library/preact";
import { userEvent } from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { jpeg } from "../testing/sign-up";
import { PictureField } from "./picture-field";

const onPicture = vi.fn<(file: File | null) => void>();
const photo = new File([jpeg], "me.jpg", { type: "image/jpeg" });

beforeEach(() => {
  onPicture.mockReset();
  render(
    <PictureField picture={null} crop={null} onPicture={onPicture} onCrop={() => undefined} />,
  );
});

test("a file dropped anywhere on the page is chosen, and the page stays", () => {
  const body = document.body;
  const dataTransfer = createEvent.dragOver(body, {
    dataTransfer: { types: ["Files"], files: [] },
  });
  fireEvent(body, dataTransfer);
  expect(dataTransfer.defaultPrevented).toBe(true);
  expect(onPicture).not.toHaveBeenCalled();

  const dropEvent = createEvent.drop(body, { dataTransfer: { types: ["Files"], files: [photo] } });
  fireEvent(body, dropEvent);
  expect(dropEvent.defaultPrevented).toBe(true);
  expect(onPicture.mock.calls).toEqual([[photo]]);
});

test("dragged and pasted text keeps the browser's behaviour", () => {
  const body = document.body;
  const transfer = { types: ["text/plain"], files: [] };
  const events = [
    createEvent.dragOver(body, { dataTransfer: transfer }),
    createEvent.drop(body, { dataTransfer: transfer }),
    createEvent.paste(body, { clipboardData: transfer }),
  ];
  for (const event of events) {
    fireEvent(body, event);
  }
  expect(events.map((event) => event.defaultPrevented)).toEqual([false, false, false]);
  expect(onPicture).not.toHaveBeenCalled();
});

test.each(["Picture (optional)", "Take a photo"])(
  "%s is cleared after a choice, so that the same file can be chosen again",
  async (label) => {
    const input = screen.getByLabelText<HTMLInputElement>(label);
    await userEvent.upload(input, photo);
    expect(onPicture.mock.calls).toEqual([[photo]]);
    expect(input.files).toHaveLength(0);
  },
);
