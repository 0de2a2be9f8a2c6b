import type { Crop } from "../lib/crop";
import type {
  BodyChangeEmail,
  BodyChangeMe,
  BodyChangePassword,
  BodyCreateConfirmation,
  BodyLogIn,
  BodyResetPassword,
} from "./generated";
import { request } from "./http";
import { type UploadOptions, upload } from "./upload";

export function confirm(body: BodyCreateConfirmation) {
  return request("POST", "/api/confirmations", { body });
}

/** Sends the mail with the link once more. */
export function resendConfirmation(id: string) {
  return request("POST", "/api/sign-ups/{sign_up_id}/resend", { path: { sign_up_id: id } });
}

/** Sends the mail to another address. Links that were sent to the previous address stop working. */
export function changeSignUpEmail(id: string, email: string) {
  return request("PATCH", "/api/sign-ups/{sign_up_id}", {
    path: { sign_up_id: id },
    body: { email },
  });
}

export function logIn(body: BodyLogIn) {
  return request("POST", "/api/sessions", { body });
}

export function logOut() {
  return request("DELETE", "/api/sessions/current");
}

export function logOutEverywhere() {
  return request("DELETE", "/api/sessions");
}

export function listSessions(signal: AbortSignal) {
  return request("GET", "/api/sessions", { signal });
}

export function endSession(id: string) {
  return request("DELETE", "/api/sessions/{session_id}", { path: { session_id: id } });
}

export function requestPasswordReset(email: string) {
  return request("POST", "/api/password-resets", { body: { email } });
}

export function resetPassword(body: BodyResetPassword) {
  return request("PUT", "/api/password-resets", { body });
}

/** Changes the name, the language of the mails, or both. */
export function changeProfile(body: BodyChangeMe) {
  return request("PATCH", "/api/me", { body });
}

export function changePassword(body: BodyChangePassword) {
  return request("PUT", "/api/me/password", { body });
}

/** Asks for another address. It changes when the link that is mailed there is used. */
export function changeEmail(body: BodyChangeEmail) {
  return request("PUT", "/api/me/email", { body });
}

export function withdrawEmailChange() {
  return request("DELETE", "/api/me/email");
}

/** A picture and the square of it that will be shown; null means the middle. */
export interface ChosenPicture {
  picture: File;
  crop: Crop | null;
}

/** Sends a new profile picture, unchanged. */
export function changePicture(chosen: ChosenPicture, options: UploadOptions) {
  return upload("PUT", "/api/me/picture", { form: pictureFormData(chosen) }, options);
}

/** Replaces the picture of a sign-up whose address is not confirmed yet. */
export function changeSignUpPicture(id: string, chosen: ChosenPicture, options: UploadOptions) {
  return upload(
    "PUT",
    "/api/sign-ups/{sign_up_id}/picture",
    { path: { sign_up_id: id }, form: pictureFormData(chosen) },
    options,
  );
}

function pictureFormData({ picture, crop }: ChosenPicture): FormData {
  const form = new FormData();
  form.set("picture", picture);
  if (crop) {
    form.set("crop", JSON.stringify(crop));
  }
  return form;
}

export function removePicture() {
  return request("DELETE", "/api/me/picture");
}

/** Fetches everything that the product stores about the user. */
export function exportMyData() {
  return request("GET", "/api/me/export");
}

export function deleteAccount(password: string) {
  return request("DELETE", "/api/me", { body: { password } });
}
