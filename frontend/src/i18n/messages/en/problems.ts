/** What happened, by the problem's code. What is not here is said in the server's words, which are English. */
export const texts: Readonly<Record<string, string>> = {};
