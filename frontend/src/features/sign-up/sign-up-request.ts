import { type UploadOptions, upload } from "../../api/upload";
import { language } from "../../i18n/language";
import { cleanAddress } from "../../lib/clean-address";
import type { Crop } from "../../lib/crop";
import type { SignUpValues } from "../../lib/validation";

/** The values of the form. */
export interface SignUpContents extends SignUpValues {
  picture: File | null;
  /** Null means the middle of the picture. */
  crop: Crop | null;
}

/** Sends the form with the picture unchanged. The mails will be in the language of the page. */
export function sendSignUp(
  contents: SignUpContents,
  idempotencyKey: string,
  options: UploadOptions,
) {
  const headers = {
    "Idempotency-Key": idempotencyKey,
    "Accept-Language": language(),
    traceparent: createTraceparent(),
  };
  return upload("POST", "/api/sign-ups", { form: toFormData(contents), headers }, options);
}

function toFormData({ email, password, display_name, picture, crop }: SignUpContents): FormData {
  const form = new FormData();
  form.set("email", cleanAddress(email));
  form.set("password", password);
  form.set("display_name", display_name.trim());
  if (picture) {
    form.set("picture", picture);
  }
  if (crop) {
    form.set("crop", JSON.stringify(crop));
  }
  return form;
}

/**
 * Returns a function that creates the Idempotency-Key of one form.
 *
 * The same contents keep the same key, so that a lost response never leads to two accounts. Changed
 * contents get a new key, because the server would answer the old key with the old sign-up.
 */
export function createIdempotencyKeys(): (contents: SignUpContents) => string {
  let last: { contents: SignUpContents; key: string } | null = null;
  return (contents) => {
    if (!(last && haveSameContents(last.contents, contents))) {
      last = { contents, key: randomHex(16) };
    }
    return last.key;
  };
}

function haveSameContents(a: SignUpContents, b: SignUpContents): boolean {
  return (
    a.email === b.email &&
    a.password === b.password &&
    a.display_name === b.display_name &&
    a.picture === b.picture &&
    a.crop === b.crop
  );
}

/** Begins a trace (W3C Trace Context), which the API and the workers continue if they have tracing. */
function createTraceparent(): string {
  return `00-${randomHex(16)}-${randomHex(8)}-01`;
}

/** Random bytes. randomUUID() is not available on plain http, for example in a local network. */
function randomHex(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
