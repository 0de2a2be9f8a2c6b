/** Providers whose names are often mistyped. */
const domains = [
  "gmail.com",
  "googlemail.com",
  "outlook.com",
  "hotmail.com",
  "live.com",
  "msn.com",
  "yahoo.com",
  "icloud.com",
  "me.com",
  "aol.com",
  "proton.me",
  "protonmail.com",
  "gmx.com",
  "gmx.de",
  "gmx.net",
  "web.de",
  "mail.com",
  "zoho.com",
  "fastmail.com",
  "yandex.com",
  "orange.fr",
  "free.fr",
  "comcast.net",
  "verizon.net",
];

/** Providers whose names are similar to those above and are not mistyped. */
const similarDomains = [
  "ymail.com",
  "email.com",
  "rocketmail.com",
  "gmx.at",
  "gmx.ch",
  "fastmail.fm",
];

/**
 * Returns the address with a similar well-known domain ("anna@gmial.com" → "anna@gmail.com", and
 * "anna@gmail" as well), or null.
 */
export function suggestEmail(address: string): string | null {
  const at = address.lastIndexOf("@");
  const typed = address
    .slice(at + 1)
    .trim()
    .toLowerCase();
  if (at < 1 || !typed || [...domains, ...similarDomains].includes(typed)) {
    return null;
  }
  const match =
    domains.find((domain) => domain.startsWith(`${typed}.`)) ??
    domains.find((domain) => isTypoOf(typed, domain));
  return match ? `${address.slice(0, at)}@${match}` : null;
}

/**
 * Allows one typo in short domains, because "me.com" is close to many, and two in longer ones. The
 * ending of another country is not a typo.
 */
function isTypoOf(typed: string, domain: string): boolean {
  const [name, country] = typed.split(/\.(?=[a-z]{2}$)/);
  if (country && !typosOfCom.includes(country) && domain.startsWith(`${name}.`)) {
    return false;
  }
  const allowed = domain.length < 9 ? 1 : 2;
  return Math.abs(typed.length - domain.length) <= allowed && distance(typed, domain) <= allowed;
}

/** Country codes that are more often ".com" with a missing letter. */
const typosOfCom = ["co", "cm", "om"];

/**
 * Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours.
 */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        cell(last, column) + 1,
        cell(current, column - 1) + 1,
        cell(last, column - 1) + (same ? 0 : 1),
        swapped ? cell(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = current;
  }
  return cell(last, b.length);
}

function cell(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}

/** Waits until no button or link is pressed. */
export async function waitForPointerRelease(): Promise<void> {
  while (document.querySelector("a:active,button:active")) {
    await new Promise(requestAnimationFrame);
  }
}
