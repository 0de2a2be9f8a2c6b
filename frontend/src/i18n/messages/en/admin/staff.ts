/** The texts of the page for roles. */
export const texts = {
  title: "Staff",
  lead: "Administrators can make changes; operators can only look.",
  roles: { user: "Member", operator: "Operator", admin: "Administrator" },
  list: "Users with a role",
  role: "Role",
  you: "(you)",
  make: {
    operator: "Make operator",
    admin: "Make administrator",
    user: "Withdraw",
  },
  of: (name: string, email: string) => `: ${name}, ${email}`,
  grant: {
    heading: "Give a user a role",
    lead: "The user must have an account.",
    submit: "Give the role",
    failed: "The role was not given",
  },
  confirm: {
    question: {
      operator: (name: string) => `Make ${name} an operator?`,
      admin: (name: string) => `Make ${name} an administrator?`,
      user: (name: string) => `Withdraw the role of ${name}?`,
    },
    consequence: {
      operator: "They can see all tasks and users, but cannot change anything.",
      admin: "They can retry and cancel tasks, control the workers, and give and withdraw roles.",
      user: "They keep their account, but cannot open these pages any more.",
    },
    ownAccount: "This is your own account: you cannot undo this yourself.",
    submit: {
      operator: "Make operator",
      admin: "Make administrator",
      user: "Withdraw the role",
    },
    failed: "The role stays as it is",
  },
  changed: {
    operator: (name: string) => `${name} is an operator now.`,
    admin: (name: string) => `${name} is an administrator now.`,
    user: (name: string) => `${name} has no role any more.`,
  },
  operatorHint: "Only administrators can give and withdraw roles.",
  loadFailed: "The list could not be loaded.",
};
