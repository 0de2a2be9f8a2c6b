import type { UploadOptions } from "../hooks/use-upload";
import type { Crop } from "../lib/crop";
import type {
  AskForPasswordResetData,
  ChangeEmailData,
  ChangeMeData,
  ChangePasswordData,
  ChangePictureData,
  ChangeSignUpEmailData,
  ChangeSignUpPictureData,
  Confirmed,
  CreateConfirmationData,
  DeleteMeData,
  EndSessionData,
  ExportMeData,
  ListSessionsData,
  LogInData,
  LogOutData,
  LogOutEverywhereData,
  Profile,
  RemovePictureData,
  ResendConfirmationData,
  ResetPasswordData,
  SessionList,
  TaskStatus,
  WithdrawEmailData,
} from "./generated";
import { call } from "./http";
import { upload } from "./upload";

export function confirm(body: CreateConfirmationData["body"]) {
  return call<CreateConfirmationData, Confirmed>("POST", { url: "/api/confirmations", body });
}

/** Sends the mail with the link once more. */
export function resendConfirmation(id: string) {
  return call<ResendConfirmationData, TaskStatus>("POST", {
    url: "/api/sign-ups/{sign_up_id}/resend",
    path: { sign_up_id: id },
  });
}

/** Sends the mail to another address; links that went to the one before stop working. */
export function changeSignUpEmail(id: string, email: string) {
  return call<ChangeSignUpEmailData, TaskStatus>("PATCH", {
    url: "/api/sign-ups/{sign_up_id}",
    path: { sign_up_id: id },
    body: { email },
  });
}

export function logIn(body: LogInData["body"]) {
  return call<LogInData, Profile>("POST", { url: "/api/sessions", body });
}

export function logOut() {
  return call<LogOutData, null>("DELETE", { url: "/api/sessions/current" });
}

export function logOutEverywhere() {
  return call<LogOutEverywhereData, null>("DELETE", { url: "/api/sessions" });
}

export function listSessions(signal: AbortSignal) {
  return call<ListSessionsData, SessionList>("GET", { url: "/api/sessions" }, signal);
}

export function endSession(id: string) {
  return call<EndSessionData, null>("DELETE", {
    url: "/api/sessions/{session_id}",
    path: { session_id: id },
  });
}

export function requestPasswordReset(email: string) {
  return call<AskForPasswordResetData, unknown>("POST", {
    url: "/api/password-resets",
    body: { email },
  });
}

export function resetPassword(body: ResetPasswordData["body"]) {
  return call<ResetPasswordData, null>("PUT", { url: "/api/password-resets", body });
}

/** The name, the language of the mails, or both. */
export function changeProfile(body: NonNullable<ChangeMeData["body"]>) {
  return call<ChangeMeData, Profile>("PATCH", { url: "/api/me", body });
}

export function changePassword(body: ChangePasswordData["body"]) {
  return call<ChangePasswordData, null>("PUT", { url: "/api/me/password", body });
}

/** Asks for another address; it changes once the link mailed there is used. */
export function changeEmail(body: ChangeEmailData["body"]) {
  return call<ChangeEmailData, TaskStatus>("PUT", { url: "/api/me/email", body });
}

export function withdrawEmailChange() {
  return call<WithdrawEmailData, null>("DELETE", { url: "/api/me/email" });
}

/** A picture and what of it is to be shown; null stands for the middle. */
export interface ChosenPicture {
  picture: File;
  crop: Crop | null;
}

/** Sends a new picture; the original goes untouched. */
export function changePicture(chosen: ChosenPicture, options: UploadOptions): Promise<TaskStatus> {
  const url: ChangePictureData["url"] = "/api/me/picture";
  return upload({ method: "PUT", url, body: pictureFormData(chosen), ...options });
}

/** Another picture before the address is confirmed, in place of the one there was. */
export function changeSignUpPicture(
  id: string,
  chosen: ChosenPicture,
  options: UploadOptions,
): Promise<TaskStatus> {
  const url: ChangeSignUpPictureData["url"] = "/api/sign-ups/{sign_up_id}/picture";
  return upload({
    method: "PUT",
    url: url.replace("{sign_up_id}", id),
    body: pictureFormData(chosen),
    ...options,
  });
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
  return call<RemovePictureData, null>("DELETE", { url: "/api/me/picture" });
}

/** Everything the product holds about the person. */
export function exportMyData() {
  return call<ExportMeData, unknown>("GET", { url: "/api/me/export" });
}

export function deleteAccount(password: string) {
  return call<DeleteMeData, null>("DELETE", { url: "/api/me", body: { password } });
}
