/** The texts that all administrators' pages share. */
export const texts = {
  sections: { label: "Administration", tasks: "Tasks", workers: "Workers", staff: "Staff" },
  flower: "Flower",
  readOnly: "You can look at everything here. Only administrators can retry and cancel tasks.",
  forbidden: {
    heading: "For administrators only",
    lead: "Your account is not allowed to see this page.",
  },
  clock: { label: "Times", local: "Local", UTC: "UTC" },
  none: "–",
  close: "Close",
  cancel: "Leave it",
  copy: "Copy",
  copied: "Copied",
  copyFailed: "Not copied: the browser does not allow it. Select the text instead.",

  states: {
    PENDING: "Waiting",
    STARTED: "Running",
    RETRY: "Will retry",
    SUCCESS: "Done",
    FAILURE: "Failed",
    REVOKED: "Cancelled",
  },

  kinds: {
    resize_thumbnail: "Picture",
    send_confirmation_email: "Confirmation mail",
    send_password_reset_email: "Password reset mail",
    send_email_change_email: "Address change mail",
    send_notice: "Notice by mail",
    expire_sign_ups: "Sign-up clean-up",
    expire_links: "Link clean-up",
    expire_sessions: "Session clean-up",
    clean_pictures: "Picture clean-up",
    forget_history: "History clean-up",
    forget_audit: "Audit log clean-up",
    retry_many: "Bulk retry",
    revoke_many: "Bulk cancellation",
  },
};
