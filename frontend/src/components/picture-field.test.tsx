import { createEvent, fireEvent, render, screen } from "@testing-library/preact";
import { userEvent } from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { jpeg } from "../testing/sign-up";
import { PictureField } from "./picture-field";

const taken = vi.fn<(file: File | null) => void>();
const photo = new File([jpeg], "me.jpg", { type: "image/jpeg" });

beforeEach(() => {
  taken.mockReset();
  render(<PictureField picture={null} crop={null} onPicture={taken} onCrop={() => undefined} />);
});

test("a file dropped anywhere on the page is taken, and the page is not left for it", () => {
  const place = document.body;
  const held = createEvent.dragOver(place, { dataTransfer: { types: ["Files"], files: [] } });
  fireEvent(place, held);
  expect(held.defaultPrevented).toBe(true);
  expect(taken).not.toHaveBeenCalled();

  const dropped = createEvent.drop(place, { dataTransfer: { types: ["Files"], files: [photo] } });
  fireEvent(place, dropped);
  expect(dropped.defaultPrevented).toBe(true);
  expect(taken.mock.calls).toEqual([[photo]]);
});

test("text that is dragged or pasted goes where the browser brings it", () => {
  const place = document.body;
  const words = { types: ["text/plain"], files: [] };
  const events = [
    createEvent.dragOver(place, { dataTransfer: words }),
    createEvent.drop(place, { dataTransfer: words }),
    createEvent.paste(place, { clipboardData: words }),
  ];
  for (const event of events) {
    fireEvent(place, event);
  }
  expect(events.map((event) => event.defaultPrevented)).toEqual([false, false, false]);
  expect(taken).not.toHaveBeenCalled();
});

test.each(["Picture (optional)", "Take a photo"])(
  "%s holds nothing once its file was taken, so that the same can be chosen again",
  async (label) => {
    const input = screen.getByLabelText<HTMLInputElement>(label);
    await userEvent.upload(input, photo);
    expect(taken.mock.calls).toEqual([[photo]]);
    expect(input.files).toHaveLength(0);
  },
);
