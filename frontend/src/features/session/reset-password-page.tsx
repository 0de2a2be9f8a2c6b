import { useLinkToken } from "../../hooks/use-link-token";
import { ChooseNewPassword } from "./choose-new-password";
import { RequestPasswordReset } from "./request-password-reset";

/** For a forgotten password: with the token of a link its new password is chosen, without one a link is asked for. */
export function ResetPasswordPage() {
  const token = useLinkToken();
  return token ? <ChooseNewPassword key={token} token={token} /> : <RequestPasswordReset />;
}
