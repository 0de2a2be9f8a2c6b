import { createEvent, fireEvent, render, screen } from "@testing-library/preact";
import { userEvent } from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { jpeg } from "../testing/sign-up";
import { PictureField } from "./picture-field";

const onPicture = vi.fn<(file: File | null) => void>();
const photo = new File([jpeg], "me.jpg", { type: "image/jpeg" });

beforeEach(() => onPicture.mockReset());

function renderField({ disabled = false } = {}) {
  render(
    <PictureField
      picture={null}
      crop={null}
      onPicture={onPicture}
      onCrop={() => undefined}
      disabled={disabled}
    />,
  );
}

/** Drops and pastes the photo. Returns whether the browser is kept from opening the dropped one. */
function transferPhoto(): boolean {
  const transfer = { types: ["Files"], files: [photo] };
  const drop = createEvent.drop(document.body, { dataTransfer: transfer });
  fireEvent(document.body, drop);
  fireEvent.paste(document.body, { clipboardData: transfer });
  return drop.defaultPrevented;
}

test("a disabled field takes no picture, and the page stays", () => {
  renderField({ disabled: true });
  expect(transferPhoto()).toBe(true);
  expect(onPicture).not.toHaveBeenCalled();
  expect(screen.getByLabelText("Picture (optional)").closest("[inert]")).not.toBeNull();
});

test("a field behind an open dialog takes no picture, and the page stays", () => {
  renderField();
  const dialog = document.body.appendChild(document.createElement("dialog"));
  dialog.showModal();
  expect(transferPhoto()).toBe(true);
  expect(onPicture).not.toHaveBeenCalled();
  dialog.remove();
});

test("a file dropped anywhere on the page is chosen, and the page stays", () => {
  renderField();
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
  renderField();
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
    renderField();
    const input = screen.getByLabelText<HTMLInputElement>(label);
    await userEvent.upload(input, photo);
    expect(onPicture.mock.calls).toEqual([[photo]]);
    expect(input.files).toHaveLength(0);
  },
);
