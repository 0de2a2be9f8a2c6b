import { useLinkToken } from "../../hooks/use-link-token";
import { AskForReset } from "./reset-ask";
import { ChoosePassword } from "./reset-choose";

/** For a forgotten password: with the token of a link its new password is chosen, without one a link is asked for. */
export function ResetPasswordPage() {
  const token = useLinkToken();
  return token ? <ChoosePassword key={token} token={token} /> : <AskForReset />;
}
