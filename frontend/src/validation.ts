import * as v from "valibot";
import { messages } from "./messages";

const passwordLength = { min: 12, max: 128 } as const;
const nameLength = { max: 80 } as const;

/** Characters as people count them, and as the server does: an emoji is one, not two. */
const characters = (text: string) => [...text].length;

const text = messages.signUp.fields;

const emailSchema = v.pipe(
  v.string(),
  v.trim(),
  v.nonEmpty(text.email.missing),
  v.regex(/^[^\s@,;<>]+@[^\s@,;<>.]+(\.[^\s@,;<>.]+)+$/, text.email.invalid),
);

const signUpSchema = v.object({
  email: emailSchema,
  password: v.pipe(
    v.string(),
    v.nonEmpty(text.password.missing),
    v.check((value) => characters(value) >= passwordLength.min, text.password.tooShort),
    v.check((value) => characters(value) <= passwordLength.max, text.password.tooLong),
  ),
  display_name: v.pipe(
    v.string(),
    v.trim(),
    v.nonEmpty(text.display_name.missing),
    v.check((value) => characters(value) <= nameLength.max, text.display_name.tooLong),
  ),
});

const logInSchema = v.object({
  email: emailSchema,
  password: v.pipe(v.string(), v.nonEmpty(text.password.missing)),
});

export type SignUpValues = v.InferOutput<typeof signUpSchema>;
export type LogInValues = v.InferOutput<typeof logInSchema>;

/** What is wrong with each field, by its name; empty when nothing is. */
export type FieldErrors = Readonly<Partial<Record<string, string>>>;

/** The first complaint about each field of a sign-up. */
export function signUpErrors(values: SignUpValues): FieldErrors {
  return firstIssues(v.safeParse(signUpSchema, values).issues);
}

/** The first complaint about each field of a log-in. */
export function logInErrors(values: LogInValues): FieldErrors {
  return firstIssues(v.safeParse(logInSchema, values).issues);
}

function firstIssues(issues: readonly v.BaseIssue<unknown>[] = []): FieldErrors {
  const errors: Partial<Record<string, string>> = {};
  for (const issue of issues) {
    errors[v.getDotPath(issue) ?? ""] ??= issue.message;
  }
  return errors;
}
