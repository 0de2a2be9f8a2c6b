import { getMessages } from "../i18n/messages";

const passwordLength = { min: 12, max: 128 } as const;
const nameLength = { min: 1, max: 80 } as const;

/** Characters as people count them, and as the server does: an emoji is one, not two. */
const countCharacters = (text: string) => [...text].length;

/** What a rule has against a value; null when nothing. */
type Rule = (value: string) => string | null;

/** Asked for at each complaint, so that it follows the language. */
const text = () => getMessages("shell").signUp.fields;

/** What each kind of field asks for. */
export const rules = {
  email: (value) => {
    const address = value.trim();
    const isAddress = /^[^\s@,;<>]+@[^\s@,;<>.]+(\.[^\s@,;<>.]+)+$/.test(address);
    return (address ? null : text().email.missing) ?? (isAddress ? null : text().email.invalid);
  },
  /** One that is known to the server: only that it is there. */
  password: (value) => (value ? null : text().password.missingOwn),
  newPassword: (value) => {
    const { missing, tooShort, tooLong } = text().password;
    return value ? lengthError(value, passwordLength, tooShort, tooLong) : missing;
  },
  name: (value) => {
    const { missing, tooLong } = text().display_name;
    return value.trim() ? lengthError(value.trim(), nameLength, missing, tooLong) : missing;
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

/** What is wrong with each field, by its name; empty when nothing is. */
export type FieldErrors = Readonly<Partial<Record<string, string>>>;

/** Makes the judge of a form: it returns the first complaint about each field, in the form's order. */
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
