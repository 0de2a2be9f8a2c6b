import { useLinkToken } from "../../hooks/use-link-token";
import { ChooseNewPassword } from "./choose-new-password";
import { RequestPasswordReset } from "./request-password-reset";

/**
 * The password reset: with the token of a link the user chooses a new password, without one the
 * page asks for the address.
 */
export function ResetPasswordPage() {
  const { token, email } = useLinkToken();
  return token ? (
    <ChooseNewPassword key={token} token={token} email={email} />
  ) : (
    <RequestPasswordReset />
  );
}
