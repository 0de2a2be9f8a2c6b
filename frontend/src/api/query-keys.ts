/**
 * Query keys that the first page needs. The query functions are loaded with the pages that use
 * them.
 */
export const draftKey = ["draft"] as const;
export const meKey = ["me"] as const;
export const signUpKey = (id: string) => ["sign-ups", id] as const;
