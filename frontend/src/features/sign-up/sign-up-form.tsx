import { EmailField } from "../../components/email-field";
import { TextField } from "../../components/field";
import { FormSummary } from "../../components/form-summary";
import { PasswordField } from "../../components/password-field";
import { PictureField } from "../../components/picture-field";
import { UploadProgress } from "../../components/upload-progress";
import { useForm } from "../../hooks/use-form";
import { usePicture } from "../../hooks/use-picture";
import { useMessages } from "../../i18n/messages";
import { validateSignUp } from "../../lib/validation";
import button from "../../styles/button.module.css";
import panel from "../../styles/panel.module.css";
import styles from "./sign-up-form.module.css";
import { useDraft, useSaveDraft } from "./use-draft";
import { signUpForm, useSignUp } from "./use-sign-up";

const emptyValues = { email: "", password: "", display_name: "" };

/**
 * The sign-up form. Errors appear after a submit and follow the typing. Nothing typed is ever
 * cleared.
 */
export function SignUpForm() {
  const text = useMessages("shell").signUp;
  const shell = useMessages("shell");
  const draft = useDraft();
  const { idempotencyKeyFor } = draft;
  const { uploadState, busy, error, send, cancel } = useSignUp(idempotencyKeyFor);
  const { picture, crop, problem, setPicture, setCrop } = usePicture(draft);
  const form = useForm(emptyValues, {
    storedAs: signUpForm,
    validate: validateSignUp,
    error,
    problem,
  });
  const { values, errors, setValue } = form;
  useSaveDraft({ picture, crop, idempotencyKeyFor });
  const idle = uploadState.status === "idle";

  return (
    <form
      // Without the script, a browser would put the values into the address.
      method="post"
      className={panel.form}
      onSubmit={(event) => form.submit(event, (entered) => send({ ...entered, picture, crop }))}
      noValidate
      aria-busy={!idle}
    >
      {idle ? <FormSummary form={form} failed={text.failed} note={text.valuesKept} /> : null}
      <EmailField
        value={values.email}
        onValue={(email) => setValue("email", email)}
        hint={text.fields.email.hint}
        error={errors.email}
        autoComplete="email"
        readOnly={!idle}
      />
      <PasswordField
        value={values.password}
        onValue={(password) => setValue("password", password)}
        hint={text.fields.password.hint}
        error={errors.password}
        autoComplete="new-password"
        readOnly={!idle}
      />
      <TextField
        name="display_name"
        label={text.fields.display_name.label}
        hint={text.fields.display_name.hint}
        value={values.display_name}
        onValue={(name) => setValue("display_name", name)}
        error={errors.display_name}
        autoComplete="name"
        readOnly={!idle}
      />
      <PictureField
        picture={picture}
        crop={crop}
        onPicture={(file) => {
          form.clearServerError("picture");
          setPicture(file);
        }}
        onCrop={setCrop}
        error={errors.picture}
        disabled={!idle}
      />
      <div className={styles.end}>
        <button type="submit" className={button.primary} aria-disabled={busy}>
          {idle ? text.submit : shell.upload.sending}
        </button>
        <UploadProgress uploadState={uploadState} onCancel={cancel} />
      </div>
    </form>
  );
}
