/** What the first page knows of queries; how they are asked comes with the pages that ask. */
export const draftKey = ["draft"] as const;
export const meKey = ["me"] as const;
export const signUpKey = (id: string) => ["sign-ups", id] as const;
