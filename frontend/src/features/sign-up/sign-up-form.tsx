import { EmailField } from "../../components/email-field";
import { TextField } from "../../components/field";
import { FormSummary } from "../../components/form-summary";
import { PasswordField } from "../../components/password-field";
import { PictureField } from "../../components/picture-field";
import { UploadProgress } from "../../components/upload-progress";
import { useForm } from "../../hooks/use-form";
import { usePicture } from "../../hooks/use-picture";
import { useMessages } from "../../i18n/messages";
import { signUpErrors } from "../../lib/validation";
import button from "../../styles/button.module.css";
import panel from "../../styles/panel.module.css";
import styles from "./sign-up-form.module.css";
import { useDraft, useKeptDraft } from "./use-draft";
import { useSignUp } from "./use-sign-up";

/** The sign-up form. Complaints come on submit, then while typing; nothing typed is ever cleared. */
export function SignUpForm() {
  const text = useMessages("shell").signUp;
  const shell = useMessages("shell");
  const draft = useDraft();
  const { email, password, display_name, keyFor } = draft;
  const { sending, busy, error, send, cancel } = useSignUp(keyFor);
  const { picture, crop, problem, setPicture, setCrop } = usePicture(draft);
  const form = useForm(
    { email, password, display_name },
    { errorsOf: signUpErrors, error, problem },
  );
  const { values, complaints, setValue } = form;
  useKeptDraft({ ...values, picture, crop, keyFor });
  const idle = sending.state === "idle";

  return (
    <form
      className={panel.form}
      onSubmit={(event) => form.submit(event, () => send({ ...values, picture, crop }))}
      noValidate
      aria-busy={!idle}
    >
      {idle ? <FormSummary form={form} failed={text.failed} note={text.kept} /> : null}
      <EmailField
        value={values.email}
        onValue={(email) => setValue("email", email)}
        hint={text.fields.email.hint}
        error={complaints.email}
        autoComplete="email"
        readOnly={!idle}
      />
      <PasswordField
        value={values.password}
        onValue={(password) => setValue("password", password)}
        hint={text.fields.password.hint}
        error={complaints.password}
        autoComplete="new-password"
        readOnly={!idle}
      />
      <TextField
        name="display_name"
        label={text.fields.display_name.label}
        hint={text.fields.display_name.hint}
        value={values.display_name}
        onValue={(name) => setValue("display_name", name)}
        error={complaints.display_name}
        autoComplete="name"
        readOnly={!idle}
      />
      <div inert={!idle}>
        <PictureField
          picture={picture}
          crop={crop}
          onPicture={(file) => {
            form.forget("picture");
            setPicture(file);
          }}
          onCrop={setCrop}
          error={complaints.picture}
        />
      </div>
      <div className={styles.end}>
        <button type="submit" className={button.primary} aria-disabled={busy}>
          {idle ? text.submit : shell.upload.sending}
        </button>
        <UploadProgress sending={sending} onCancel={cancel} />
      </div>
    </form>
  );
}
