import type { GetMeData, GetSignUpData } from "./generated";
import { type CachedResponse, type ConditionalResponse, callConditional } from "./http";

/** What `callAgain` takes beside the address. */
type ConditionalArguments = [last: CachedResponse | null, waitSeconds: number, signal: AbortSignal];

export function getSignUp(
  id: string,
  ...conditional: ConditionalArguments
): Promise<ConditionalResponse> {
  return callConditional<GetSignUpData>(
    { url: "/api/sign-ups/{sign_up_id}", path: { sign_up_id: id } },
    ...conditional,
  );
}

export function getMe(...conditional: ConditionalArguments): Promise<ConditionalResponse> {
  return callConditional<GetMeData>({ url: "/api/me" }, ...conditional);
}
