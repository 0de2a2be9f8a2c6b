/** The texts of log-in, confirmation and password reset. */
export const texts = {
  logIn: {
    title: "Log in",
    heading: "Welcome back",
    sessionEnded: "You were logged out. Log in to go on.",
    submit: "Log in",
    failed: "You are not logged in yet",
    noAccount: "No account yet?",
    forgotten: "Forgot your password?",
  },

  confirm: {
    title: "Confirm your address",
    heading: "Is this address yours?",
    lead: "Press the button and it is confirmed.",
    submit: "Confirm my address",
    contested: {
      heading: "Is this request yours?",
      lead: "More than one request names this address. To show that this one is yours, enter the password you chose for your account.",
      label: "The password you chose",
      failed: "The address is not confirmed yet",
    },
    done: {
      title: "✓ Confirmed",
      heading: (name: string) => `You are in, ${name}`,
      lead: (email: string) => `${email} is confirmed. Log in with it and your password.`,
      leadElsewhere: (email: string) =>
        `${email} is confirmed, and its account is ready. This browser is logged in to another account: log out there before you log in with this address.`,
    },
    changed: {
      title: "✓ Confirmed",
      heading: (name: string) => `Thank you, ${name}`,
      lead: (email: string) => `${email} is confirmed. From now on, log in with it.`,
      leadElsewhere: (email: string) =>
        `${email} is now the address of its account. This browser is logged in to another account, which stays as it is.`,
    },
    used: {
      heading: "Already confirmed",
      lead: "This link was already used. You only need to log in.",
      leadSignedIn: "This link was already used. You do not need to do anything else.",
    },
    expired: {
      heading: "This link has expired",
      lead: "Links work for one day. The button below leads to a new one.",
    },
    replaced: {
      heading: "A newer link has replaced this one",
      lead: "Only the link in the newest mail works. It may have gone to another address, if you changed it.",
    },
    taken: {
      heading: "This address already has an account",
      lead: "Someone, perhaps you, has signed up with it in the meantime. Your account keeps its old address.",
    },
    unknown: {
      heading: "This link does not work",
      lead: "It may be cut off: copy the whole link from the mail. It also stops working when the address is changed.",
    },
    newLink: "Send me a new link",
    newLinkFailed: "The link was not sent",
    toProfile: "Go to your profile",
    toOpenProfile: "Go to the profile that is logged in",
    signUpAgain: "Sign up again",
  },

  reset: {
    title: "Forgot your password?",
    lead: "Enter the address you signed up with. We send a link for choosing a new password.",
    submit: "Send me a link",
    failed: "The link was not sent",
    back: "Back to the log-in",
    requested: {
      title: "✓ Check your mail",
      heading: "Check your mail",
      lead: (email: string) =>
        `If there is an account for ${email}, a mail is on its way. Its link works for an hour, and once.`,
      noMail: "No mail? Look in the spam folder, or check the address.",
      retryLabel: "Try again",
    },
    choose: {
      title: "Choose a new password",
      heading: "Choose a new password",
      lead: "It replaces the old one, and you are logged out everywhere.",
      label: "New password",
      submit: "Change my password",
      failed: "The password is not changed yet",
    },
    done: {
      title: "✓ Password changed",
      heading: "Your password is changed",
      lead: "You are logged out everywhere. Log in with the new password.",
    },
    used: {
      heading: "This link was already used",
      lead: "Each link changes the password once. If it was not you, ask for a new one now.",
    },
    expired: {
      heading: "This link has expired",
      lead: "Links work for an hour. You can ask for a new one.",
    },
    unknown: {
      heading: "This link does not work",
      lead: "It may be cut off: copy the whole link from the mail. Only the newest link works.",
    },
    newLink: "Send me a new link",
  },

  notFound: {
    title: "Page not found",
    heading: "This page does not exist",
    lead: "The address may be mistyped, or the page has moved.",
    home: "Back to the start page",
  },
};
