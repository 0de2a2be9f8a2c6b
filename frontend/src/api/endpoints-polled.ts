import type { Me, SignUpBody } from "./generated";
import { type Condition, requestConditional } from "./http";

export function getSignUp(id: string, condition: Condition<SignUpBody>) {
  return requestConditional("/api/sign-ups/{sign_up_id}", { path: { sign_up_id: id } }, condition);
}

export function getMe(condition: Condition<Me>) {
  return requestConditional("/api/me", {}, condition);
}
