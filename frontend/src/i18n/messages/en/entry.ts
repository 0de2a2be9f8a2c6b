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
    toProfile: "Go to your profile",
    toOpenProfile: "Go to the profile that is logged in",
  },

  /** Links that will never work, by what they were for. */
  links: {
    kinds: {
      confirmation: {
        used: {
          heading: "Already confirmed",
          lead: (email: string) => `${email} is confirmed. This link has done its work.`,
        },
        expired: {
          heading: "This link has expired",
          lead: (email: string) =>
            `It was for confirming ${email}, and worked for one day. The button below leads to a new one.`,
        },
        replaced: {
          heading: "A newer link has replaced this one",
          lead: () =>
            "It was for confirming an address. Only the link in the newest mail works. It may have gone to another address, if you changed it.",
        },
        unknown: {
          heading: "This link does not work",
          lead: () =>
            "It was for confirming an address, but we no longer have the sign-up. Please sign up again.",
        },
      },
      "email-change": {
        used: {
          heading: "Already confirmed",
          lead: (email: string) =>
            `This link made ${email} the address of an account. It has done its work.`,
        },
        expired: {
          heading: "This link has expired",
          lead: (email: string) =>
            `It was for making ${email} the address of an account, and worked for one day. You can change the address again in the profile.`,
        },
        replaced: {
          heading: "This change was called off",
          lead: (email: string) =>
            `The link was for making ${email} the address of an account. The change was withdrawn or replaced by a newer one. You can change the address in the profile.`,
        },
        taken: {
          heading: "This address already has an account",
          lead: (email: string) =>
            `The link was for making ${email} the address of an account. Someone, perhaps you, has signed up with it in the meantime, so the account keeps its old address.`,
        },
        unknown: {
          heading: "This link does not work",
          lead: () =>
            "It was for changing the address of an account. We no longer have the change or the account.",
        },
      },
      "password-reset": {
        used: {
          heading: "This link was already used",
          lead: (email: string) =>
            `It was for a new password for ${email}. Each link changes the password once. If it was not you, ask for a new one now.`,
        },
        expired: {
          heading: "This link has expired",
          lead: (email: string) =>
            `It was for a new password for ${email}, and worked for an hour. You can ask for a new one.`,
        },
        unknown: {
          heading: "This link does not work",
          lead: () =>
            "It was for a new password. It may be cut off: copy the whole link from the mail. Only the newest link works.",
        },
      },
    },
    unreadable: {
      heading: "This link does not work",
      lead: (_email: string) =>
        "It may be cut off: copy the whole link from the mail. It also stops working when the address is changed.",
    },
    /** Stands for an address that the link does not name. */
    someAddress: "your address",
    newLink: "Send me a new link",
    newLinkFailed: "The link was not sent",
    signUpAgain: "Sign up again",
    elsewhere: "The link is about another account than the one that this browser is logged in to.",
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
      leadElsewhere:
        "The account is logged out everywhere. This browser is logged in to another account, which stays as it is.",
    },
  },

  notFound: {
    title: "Page not found",
    heading: "This page does not exist",
    lead: "The address may be mistyped, or the page has moved.",
    home: "Back to the start page",
  },
};
