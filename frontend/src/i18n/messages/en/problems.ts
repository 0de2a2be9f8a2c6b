/**
 * Messages by problem code. For a code that is missing here, the page shows the server's English
 * message.
 */
export const texts: Readonly<Record<string, string>> = {};
