import { welcomeMessages } from "./messages-welcome";
import { duration, locale } from "./time";

const { names } = welcomeMessages.tasks;
const number = new Intl.NumberFormat(locale);
const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });

/** A number as people write it: "10,000". */
export const amount = (count: number) => number.format(count);

/** "1 task", "2,000 tasks"; "10,000+ tasks" where nobody counted on. */
export const taskAmount = (count: number, capped = false) =>
  `${amount(count)}${capped ? "+" : ""} ${count === 1 && !capped ? "task" : "tasks"}`;

/** The texts that all of the administrators' pages share; see messages.ts. */
export const adminMessages = {
  sections: { label: "Administration", tasks: "Tasks", workers: "Workers", staff: "Staff" },
  flower: "Flower",
  readOnly: "You can look at everything here. Retrying and cancelling are for administrators.",
  forbidden: {
    heading: "For administrators only",
    lead: "Your account is not allowed to see this page.",
  },
  clock: { label: "Times", local: "Local", UTC: "UTC" },
  none: "–",
  close: "Close",
  keep: "Leave it",
  copy: "Copy",
  copied: "Copied",
  percent: (share: number) => percent.format(share),
  /** A span of time in milliseconds; short ones to the millisecond. */
  span: (ms: number) => (ms < 1000 ? `${Math.round(ms)} ms` : duration(ms)),
  loading: "Loading…",

  states: {
    PENDING: "Waiting",
    STARTED: "Running",
    RETRY: "Will retry",
    SUCCESS: "Done",
    FAILURE: "Failed",
    REVOKED: "Cancelled",
  },

  kinds: {
    ...names,
    send_password_reset_email: "Password reset mail",
    send_email_change_email: "Address change mail",
    send_notice: "Notice by mail",
    expire_sign_ups: "Sign-up clean-up",
    expire_links: "Link clean-up",
    expire_sessions: "Session clean-up",
    clean_pictures: "Picture clean-up",
    forget_history: "History clean-up",
    forget_audit: "Audit log clean-up",
    retry_many: "Retry of many",
    revoke_many: "Cancelling of many",
  },
} as const;
