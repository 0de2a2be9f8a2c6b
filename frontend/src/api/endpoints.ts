import type { GetMeData, GetSignUpData } from "./generated";
import { callAgain, type News, type Said } from "./http";

/** What `callAgain` takes beside the address. */
type Again = [last: Said | null, waitSeconds: number, signal: AbortSignal];

export function getSignUp(id: string, ...again: Again): Promise<News> {
  return callAgain<GetSignUpData>(
    { url: "/api/sign-ups/{sign_up_id}", path: { sign_up_id: id } },
    ...again,
  );
}

export function getMe(...again: Again): Promise<News> {
  return callAgain<GetMeData>({ url: "/api/me" }, ...again);
}
