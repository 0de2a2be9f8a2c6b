/**
 * Messages by problem code. For a code that is missing here, the page shows the server's English
 * message.
 */
export const texts: Readonly<Record<string, string>> = {
  other_account:
    "You are logged in with another account now. This page was reloaded; nothing was changed.",
  // Tasks of older releases have the mail server's reply in their message.
  mail_refused: "The mail server does not accept mail for this address. Is the address correct?",
  mailbox_full: "The mailbox of this address is full.",
  mailbox_full_for_now: "The mailbox of this address is full at the moment. We keep trying.",
  mail_deferred: "The mail server asked us to try again later. We keep trying.",
  mail_delayed: "We cannot reach the mail server at the moment. We keep trying.",
  mail_login_failed: "We have trouble logging in to our mail server. We keep trying.",
  mail_encryption_failed:
    "We have trouble with the secure connection to our mail server. We keep trying.",
  mail_sender_rejected: "We have trouble with the sender address of our mails. We keep trying.",
  mail_not_permitted:
    "We have trouble with our mail server: it does not accept our mails. We keep trying.",
};
