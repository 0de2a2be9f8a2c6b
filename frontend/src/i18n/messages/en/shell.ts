/** The texts of the first page, and the texts that every page shares. */
export const texts = {
  product: "Foyer",
  skipToContent: "Skip to content",
  reference: "Reference",
  tryAgain: "Try again",
  offline:
    "You are offline. Nothing is lost: this page continues by itself when you are online again.",
  footer: "Foyer, the front door of a web product.",

  nav: {
    label: "Main",
    signUp: "Sign up",
    logIn: "Log in",
    profile: "Profile",
    tasks: "Tasks",
  },

  theme: { label: "Theme", light: "Light", dark: "Dark", system: "System" },

  language: "Language",

  errors: {
    heading: "Something went wrong",
    unreachable: "We could not reach the server. Check your connection, then try again.",
    fileUnreadable: "This file cannot be read. It may have changed: choose it again.",
    tooLarge: "The picture must be smaller than 10 MB",
    unreadable: (status: number) =>
      `The server could not answer just now (${status}). Try again in a moment.`,
    summary: (count: number) =>
      count === 1 ? "One thing needs your attention" : `${count} things need your attention`,
    tooMany: (span: string) => `Too many tries. Try again in ${span}.`,
    tooManyOver: "You can try again now.",
    unknown: "This page could not be shown. Try again; if it happens again, tell us what you did.",
  },

  signUp: {
    title: "Sign up",
    heading: "Come on in",
    lead: "Creating an account takes a minute. The slow parts run in the background, so you do not have to wait.",
    next: {
      label: "What happens next",
      steps: [
        "We answer at once",
        "Your picture is cut to size and a mail is on its way",
        "You open the mail, confirm, and you are in",
      ],
    },
    formHeading: "Create your account",
    haveAccount: "Have an account already?",
    submit: "Sign up",
    fields: {
      email: {
        label: "E-mail",
        hint: "We send one mail there to check that it is yours.",
        missing: "Enter your e-mail address",
        invalid: "Enter an e-mail address like anna@example.com",
        suggestion: "Did you mean",
        accept: (address: string) => `Use ${address}`,
      },
      password: {
        label: "Password",
        hint: "12 characters or more. A few words that you can remember work well.",
        missing: "Enter a password",
        missingOwn: "Enter your password",
        tooShort: "Use 12 characters or more",
        tooLong: "Use 128 characters or fewer",
        show: { visible: "Show", rest: "password" },
        hide: { visible: "Hide", rest: "password" },
      },
      display_name: {
        label: "Name to show",
        hint: "What others see. It need not be your real name.",
        missing: "Enter the name to show",
        tooLong: "Use 80 characters or fewer",
      },
      picture: { label: "Picture (optional)" },
    },
    failed: "Your sign-up did not go through",
    valuesKept: "Everything you entered is still here.",
  },

  picture: {
    choose: "Choose a picture",
    chooseAnother: "Choose another",
    camera: "Take a photo",
    drop: "or drop or paste one here",
    hint: (formats: string, limit: string) => `${formats}, up to ${limit}`,
    chosen: (name: string, size: string) => `${name}, ${size}`,
    remove: "Remove",
    preview: "Preview of your picture",
  },

  upload: {
    sending: "Sending…",
    percent: (percent: string) => `Sending, ${percent}`,
    answering: "Sent. Waiting for the answer…",
    waiting: "Waiting for the connection…",
    cancel: "Cancel",
    cancelled: "Cancelled.",
    label: "Upload",
  },
};
