import * as v from "valibot";
import { messages } from "./messages";

const passwordLength = { min: 12, max: 128 } as const;
const nameLength = { max: 80 } as const;

/** Characters as people count them, and as the server does: an emoji is one, not two. */
const characters = (text: string) => [...text].length;

const text = messages.signUp.fields;

/** What each kind of field asks for. */
export const rules = {
  email: v.pipe(
    v.string(),
    v.trim(),
    v.nonEmpty(text.email.missing),
    v.regex(/^[^\s@,;<>]+@[^\s@,;<>.]+(\.[^\s@,;<>.]+)+$/, text.email.invalid),
  ),
  /** One that is known to the server: only that it is there. */
  password: v.pipe(v.string(), v.nonEmpty(text.password.missingOwn)),
  newPassword: v.pipe(
    v.string(),
    v.nonEmpty(text.password.missing),
    v.check((value) => characters(value) >= passwordLength.min, text.password.tooShort),
    v.check((value) => characters(value) <= passwordLength.max, text.password.tooLong),
  ),
  name: v.pipe(
    v.string(),
    v.trim(),
    v.nonEmpty(text.display_name.missing),
    v.check((value) => characters(value) <= nameLength.max, text.display_name.tooLong),
  ),
} as const;

export interface SignUpValues {
  email: string;
  password: string;
  display_name: string;
}

/** What is wrong with each field, by its name; empty when nothing is. */
export type FieldErrors = Readonly<Partial<Record<string, string>>>;

/** Makes the judge of a form: it returns the first complaint about each field, in the form's order. */
export function judge<Name extends string>(
  fields: Readonly<Record<Name, v.GenericSchema<string>>>,
): (values: Readonly<Record<Name, string>>) => FieldErrors {
  return (values) => {
    const errors: Partial<Record<string, string>> = {};
    for (const name in fields) {
      const { issues } = v.safeParse(fields[name], values[name]);
      if (issues) {
        errors[name] = issues[0].message;
      }
    }
    return errors;
  };
}

export const signUpErrors = judge({
  email: rules.email,
  password: rules.newPassword,
  display_name: rules.name,
});

export const logInErrors = judge({ email: rules.email, password: rules.password });
