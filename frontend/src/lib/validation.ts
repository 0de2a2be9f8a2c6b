import { getMessages } from "../i18n/messages";
import { cleanAddress } from "./clean-address";

const passwordLength = { min: 12, max: 128 } as const;
const nameLength = { min: 1, max: 80 } as const;

/** Counts characters as people and the server do: an emoji is one. */
const countCharacters = (text: string) => [...text].length;

/** Returns the error of a value; null if it is valid. */
type Rule = (value: string) => string | null;

/** Read for each error, so that it is in the current language. */
const text = () => getMessages("shell").signUp.fields;

/** The rule for each kind of field. */
export const rules = {
  /** Without a rule for the domain: the API knows which ones have no dot (INTERNAL_MAIL_DOMAINS). */
  email: (value) => {
    const address = cleanAddress(value);
    const isAddress = /^[^\s@,;<>]+@[^\s@,;<>.]+(\.[^\s@,;<>.]+)*$/.test(address);
    return (address ? null : text().email.missing) ?? (isAddress ? null : text().email.invalid);
  },
  /** An existing password: it only has to be present. */
  password: (value) => (value ? null : text().password.missingOwn),
  newPassword: (value) => {
    const { missing, tooShort, tooLong } = text().password;
    return value ? lengthError(value, passwordLength, tooShort, tooLong) : missing;
  },
  /** The server removes most invisible characters, too, and counts composed letters. */
  name: (value) => {
    const { missing, tooLong } = text().display_name;
    const name = value
      .replace(/\p{Cf}/gu, "")
      .trim()
      .normalize("NFC");
    return lengthError(name, nameLength, missing, tooLong);
  },
} as const satisfies Record<string, Rule>;

function lengthError(
  value: string,
  { min, max }: { min: number; max: number },
  tooShort: string,
  tooLong: string,
): string | null {
  const length = countCharacters(value);
  if (length < min) {
    return tooShort;
  }
  return length > max ? tooLong : null;
}

export interface SignUpValues {
  email: string;
  password: string;
  display_name: string;
}

/** The error of each field by its name; empty if all are valid. */
export type FieldErrors = Readonly<Partial<Record<string, string>>>;

/**
 * Creates the validator of a form. It returns the first error of each field, in the order of the
 * form.
 */
export function createValidator<Name extends string>(
  fields: Readonly<Record<Name, Rule>>,
): (values: Readonly<Record<Name, string>>) => FieldErrors {
  return (values) => {
    const errors: Partial<Record<string, string>> = {};
    for (const name in fields) {
      const error = fields[name](values[name]);
      if (error) {
        errors[name] = error;
      }
    }
    return errors;
  };
}

export const validateSignUp = createValidator({
  email: rules.email,
  password: rules.newPassword,
  display_name: rules.name,
});

export const validateLogIn = createValidator({ email: rules.email, password: rules.password });
