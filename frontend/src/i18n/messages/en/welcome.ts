/** The texts of the page after the sign-up, and of its tasks. */
export const texts = {
  welcome: {
    heading: (name: string) => `Welcome, ${name}`,
    lead: "Your account is being prepared. You can watch, but you do not have to wait.",
    leadDone: (email: string) =>
      `We have sent a mail to ${email}. Open it and follow the link to confirm that the address is yours.`,
    leadMailFailed: "The mail could not be sent, so the address cannot be confirmed.",
    steps: "What is happening",
    canClose:
      "You can close this page. The work goes on, and the link in the mail is all you need.",
    again: "Sign up again",
    mail: {
      label: "The confirmation mail",
      lead: "No mail? Look in the spam folder, have it sent again, or correct the address.",
      leadLost: "Correct the address, or have the mail sent again.",
      resend: "Send again",
      resendIn: (span: string) => `in ${span}`,
      resent: "The mail is on its way again.",
      resendFailed: "The mail was not sent again",
      change: "Change address",
      newEmail: "New e-mail address",
      hint: "The link we sent to the address before stops working.",
      submit: "Send the mail there",
      cancel: "Cancel",
      changed: "The mail is on its way to the new address.",
      changeFailed: "The address was not changed",
    },
    picture: {
      another: "Try another picture",
      label: "Another picture",
      missing: "Choose a picture first",
      submit: "Use this picture",
      cancel: "Cancel",
      failed: "The picture was not uploaded",
    },
    titles: { working: "Setting up…", done: "✓ Check your mail", mailFailed: "Mail not sent" },
    confirmed: {
      title: "✓ Confirmed",
      heading: "Your address is confirmed",
      lead: "That was all. Log in with your e-mail address and your password.",
    },
    superseded: {
      title: "Replaced",
      heading: "A newer sign-up has replaced this one",
      lead: "The address was confirmed through another sign-up. Log in with the password you chose there.",
    },
    expired: {
      title: "Expired",
      heading: "This sign-up has expired",
      lead: "The link in the mail was not used in time. Sign up again and we send a new one.",
    },
    unknown: {
      heading: "We do not know this sign-up",
      lead: "The address may be mistyped, or the sign-up is too old.",
    },
  },

  tasks: {
    names: {
      resize_thumbnail: "Picture",
      send_confirmation_email: "Confirmation mail",
    },
    doing: { resize_thumbnail: "Resizing…", send_confirmation_email: "Sending…" },
    doingOther: "Working…",
    done: (time: string | null) => (time ? `Done in ${time}` : "Done"),
    sentTo: (email: string, time: string | null) =>
      time ? `Sent to ${email} in ${time}` : `Sent to ${email}`,
    waiting: "Waiting for its turn…",
    retrying: "That did not work yet. We keep trying.",
    revoked: "Cancelled",
    pictureFailed: (reason: string) => `${reason} Your initials are shown instead.`,
    progress: (name: string) => `${name}: progress`,
  },
};
