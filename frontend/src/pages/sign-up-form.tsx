import { type FormEvent, useState } from "react";
import { EmailField } from "../components/email-field";
import { ErrorSummary } from "../components/error-summary";
import { TextField } from "../components/field";
import { PasswordField } from "../components/password-field";
import { PictureField } from "../components/picture-field";
import { messages } from "../messages";
import button from "../styles/button.module.css";
import panel from "../styles/panel.module.css";
import styles from "./sign-up-form.module.css";
import { UploadProgress } from "./upload-progress";
import { useSignUp } from "./use-sign-up";
import { useSignUpFields } from "./use-sign-up-fields";

const text = messages.signUp;

/** The sign-up form. Complaints come on submit, then while typing; nothing typed is ever cleared. */
export function SignUpForm() {
  const { sending, error, send, cancel } = useSignUp();
  const { values, picture, setValue, setPicture, complaints, reveal } = useSignUpFields(error);
  const [attempt, setAttempt] = useState(0);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAttempt((count) => count + 1);
    if (sending.state === "idle" && reveal()) {
      send({ ...values, picture });
    }
  };

  const count = Object.keys(complaints).length;
  const failed = sending.state === "idle" && (count > 0 || error !== null);
  return (
    <form className={panel.form} onSubmit={submit} noValidate aria-busy={sending.state !== "idle"}>
      {failed ? (
        <ErrorSummary
          heading={count > 0 ? text.summary(count) : text.failed}
          errors={complaints}
          cause={error}
          note={error ? text.kept : undefined}
          attempt={attempt}
        />
      ) : null}
      <EmailField
        value={values.email}
        onValue={(email) => setValue("email", email)}
        hint={text.fields.email.hint}
        error={complaints.email}
        autoComplete="email"
      />
      <PasswordField
        value={values.password}
        onValue={(password) => setValue("password", password)}
        hint={text.fields.password.hint}
        error={complaints.password}
        autoComplete="new-password"
      />
      <TextField
        name="display_name"
        label={text.fields.display_name.label}
        hint={text.fields.display_name.hint}
        value={values.display_name}
        onValue={(name) => setValue("display_name", name)}
        error={complaints.display_name}
        autoComplete="name"
      />
      <PictureField picture={picture} onPicture={setPicture} error={complaints.picture} />
      <div className={styles.end}>
        <button type="submit" className={button.primary} aria-disabled={sending.state !== "idle"}>
          {sending.state === "idle" ? text.submit : messages.upload.sending}
        </button>
        <UploadProgress sending={sending} onCancel={cancel} />
      </div>
    </form>
  );
}
