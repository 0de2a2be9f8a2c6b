/** The texts of the page for roles. */
export const texts = {
  title: "Staff",
  lead: "Administrators can act; operators can look, and change nothing.",
  roles: { user: "Member", operator: "Operator", admin: "Administrator" },
  list: "Who has a role",
  role: "Role",
  you: "(you)",
  make: {
    operator: "Make operator",
    admin: "Make administrator",
    user: "Withdraw",
  },
  of: (name: string) => `: ${name}`,
  grant: {
    heading: "Give somebody a role",
    lead: "They need an account already.",
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
      operator: "They will see all tasks and people, and can change nothing.",
      admin: "They can retry and cancel tasks, control the workers, and give and withdraw roles.",
      user: "They keep their account, and see none of these pages any more.",
    },
    self: "This is you: you cannot take it back yourself.",
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
