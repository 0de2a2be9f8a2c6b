import type { GetMeData, GetSignUpData, Me, SignUpBody } from "./api";
import { call } from "./http";

export function getSignUp(id: string, signal: AbortSignal) {
  return call<GetSignUpData, SignUpBody>(
    "GET",
    { url: "/api/sign-ups/{sign_up_id}", path: { sign_up_id: id } },
    signal,
  );
}

export function getMe(signal: AbortSignal) {
  return call<GetMeData, Me>("GET", { url: "/api/me" }, signal);
}
