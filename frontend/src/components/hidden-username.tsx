/**
 * A hidden user name for password managers. It stands before the password that it belongs to, so
 * that they do not take another field for it.
 */
export function HiddenUsername({ email }: { email: string }) {
  return <input type="email" autoComplete="username" value={email} readOnly hidden />;
}
