/**
 * Every text that people see, in English; a second language is a second object of this shape. Those of the
 * administrators' pages are in messages-admin.ts and are loaded with them.
 */
export const messages = {
  product: "Foyer",
  skipToContent: "Skip to content",
  reference: "Reference",
  tryAgain: "Try again",
  offline: "You are offline. Nothing is lost; this page goes on by itself when you are back.",
  footer: "Foyer, the front door of a web product.",

  nav: {
    label: "Main",
    signUp: "Sign up",
    logIn: "Log in",
    profile: "Profile",
    tasks: "Tasks",
  },

  theme: { label: "Theme", light: "Light", dark: "Dark", system: "System" },

  errors: {
    heading: "Something went wrong",
    unreachable: "We could not reach the server. Check your connection, then try again.",
    unreadable: (status: number) =>
      `The server could not answer just now (${status}). Try again in a moment.`,
    unknown: "This page could not be shown. Try again; if it happens again, tell us what you did.",
  },

  notFound: {
    title: "Page not found",
    heading: "There is no such room",
    lead: "The address may be mistyped, or the page has moved.",
    home: "Back to the entrance",
  },

  signUp: {
    title: "Sign up",
    heading: "Come on in",
    lead: "An account takes a minute. The slow parts happen behind the scenes while you watch, or while you don’t.",
    next: {
      label: "What happens next",
      steps: [
        "We answer at once",
        "Your picture is cut to size and a mail is on its way",
        "You open the mail, confirm, and you are in",
      ],
    },
    formHeading: "Create your account",
    alreadyIn: "Have an account already?",
    submit: "Sign up",
    fields: {
      email: {
        label: "E-mail",
        hint: "We send one mail there, to see that it is yours.",
        missing: "Enter your e-mail address",
        invalid: "Enter an e-mail address like anna@example.com",
        suggestion: "Did you mean",
        accept: (address: string) => `Use ${address}`,
      },
      password: {
        label: "Password",
        hint: "12 characters or more. A few words you will remember do well.",
        missing: "Enter a password",
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
    summary: (count: number) =>
      count === 1 ? "One thing needs your attention" : `${count} things need your attention`,
    failed: "Your sign-up did not get through",
    kept: "Everything you entered is still here.",
  },

  picture: {
    choose: "Choose a picture",
    another: "Choose another",
    drop: "or drop or paste one here",
    rule: "JPEG, PNG, WebP, GIF or AVIF, up to 10 MB",
    chosen: (name: string, size: string) => `${name}, ${size}`,
    remove: "Remove",
    preview: "Preview of your picture",
    tooLarge: (limit: string, size: string) =>
      `The picture must be smaller than ${limit}; yours is ${size}`,
    tooLargeForServer: "The picture must be smaller than 10 MB",
    wrongType: "Choose a JPEG, PNG, WebP, GIF or AVIF picture",
    heic: "This is a HEIC photo, which most browsers cannot show. On an iPhone, set Settings → Camera → Formats to “Most Compatible”, or send yourself the photo by mail, which turns it into a JPEG",
  },

  upload: {
    sending: "Sending…",
    percent: (percent: number) => `Sending, ${percent} %`,
    answering: "Sent. Waiting for the answer…",
    waiting: "Waiting for the connection…",
    cancel: "Cancel",
    label: "Upload",
  },

  welcome: {
    heading: (name: string) => `Welcome, ${name}`,
    lead: "Your account is being prepared. Watch if you like; nothing here needs you to wait.",
    leadDone: (email: string) =>
      `We have sent a mail to ${email}. Open it and follow the link to confirm that the address is yours.`,
    leadMailFailed: "The mail could not be sent, so the address cannot be confirmed.",
    steps: "What is happening",
    closable:
      "You can close this page. The work goes on, and the link in the mail is all you need.",
    again: "Sign up again",
    titles: { working: "Setting up…", done: "✓ Check your mail", mailFailed: "Mail not sent" },
    confirmed: {
      title: "✓ Confirmed",
      heading: "Your address is confirmed",
      lead: "That was all. Log in with your e-mail address and your password.",
    },
    superseded: {
      title: "Replaced",
      heading: "A newer sign-up took this one’s place",
      lead: "The address was confirmed through another sign-up. Log in with the password you chose there.",
    },
    expired: {
      title: "Expired",
      heading: "This sign-up has expired",
      lead: "The link in the mail was not used in time. Sign up again and we send a new one.",
    },
    unknown: {
      heading: "We do not know this sign-up",
      lead: "The address may be mistyped, or the sign-up is long past.",
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
    pictureFailed: (reason: string) => `${reason} Your initials take its place.`,
    progress: (name: string) => `${name}: progress`,
  },

  confirm: {
    title: "Confirm your address",
    heading: "Is this address yours?",
    lead: "Press the button and your account is ready.",
    submit: "Confirm my address",
    done: {
      title: "✓ Confirmed",
      heading: (name: string) => `You are in, ${name}`,
      lead: (email: string) => `${email} is confirmed. Log in with it and your password.`,
    },
    used: {
      heading: "Already confirmed",
      lead: "This link was used before. There is nothing left to do but to log in.",
    },
    expired: {
      heading: "This link has expired",
      lead: "Links work for one day. Sign up again and we send a new one.",
    },
    unknown: {
      heading: "This link does not work",
      lead: "It may be cut off. Copy the whole link from the mail, or sign up again.",
    },
  },

  logIn: {
    title: "Log in",
    heading: "Welcome back",
    submit: "Log in",
    failed: "You are not logged in yet",
    noAccount: "No account yet?",
  },

  profile: {
    title: "Your profile",
    email: "E-mail",
    role: "Role",
    roles: { user: "Member", admin: "Administrator" },
    since: "Here since",
    logOut: "Log out",
    pictureOf: (name: string) => `Picture of ${name}`,
    pictureWorking: "Your picture is on its way…",
  },
} as const;
