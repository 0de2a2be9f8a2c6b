import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { changeSignUpPicture } from "../../api/endpoints-account";
import type { SignUpBody } from "../../api/generated";
import { signUpQuery } from "../../api/queries";
import { FormSummary } from "../../components/form-summary";
import { PictureField } from "../../components/picture-field";
import { UploadProgress } from "../../components/upload-progress";
import { useFocusFirstField } from "../../hooks/use-focus-first-field";
import { usePictureForm } from "../../hooks/use-picture-form";
import { useRestoreFocus } from "../../hooks/use-restore-focus";
import { useMessages } from "../../i18n/messages";
import button from "../../styles/button.module.css";
import panel from "../../styles/panel.module.css";
import { hasPictureFailed } from "./sign-up-tasks";

/** Lets the user replace a picture that failed. */
export function ReplacePicturePanel({ signUp }: { signUp: SignUpBody }) {
  const text = useMessages("welcome").welcome.picture;
  const [isOpen, setIsOpen] = useState(false);
  const openButton = useRestoreFocus(isOpen);
  if (!hasPictureFailed(signUp)) {
    return null;
  }
  return isOpen ? (
    <ReplacePictureForm signUpId={signUp.id} onDone={() => setIsOpen(false)} />
  ) : (
    <div className={panel.actions}>
      <button
        ref={openButton}
        type="button"
        className={button.secondary}
        onClick={() => setIsOpen(true)}
      >
        {text.another}
      </button>
    </div>
  );
}

function ReplacePictureForm({ signUpId, onDone }: { signUpId: string; onDone: () => void }) {
  const text = useMessages("welcome").welcome.picture;
  const formRef = useFocusFirstField();
  const queryClient = useQueryClient();
  const { form, field, onSubmit, uploadState, busy, cancel } = usePictureForm({
    upload: (chosen, options) => changeSignUpPicture(signUpId, chosen, options),
    onSuccess: async () => {
      // The sign-up then has no failed picture, and this form disappears.
      await queryClient.invalidateQueries(signUpQuery(signUpId));
      onDone();
    },
    missing: text.missing,
  });
  return (
    <form
      ref={formRef}
      className={`${panel.panel} ${panel.form}`}
      onSubmit={onSubmit}
      noValidate
      aria-busy={uploadState.status !== "idle"}
    >
      <FormSummary form={form} failed={text.failed} />
      <PictureField label={text.label} {...field} />
      <UploadProgress uploadState={uploadState} onCancel={cancel} />
      <div className={panel.actions}>
        <button type="submit" className={button.primary} aria-disabled={busy}>
          {text.submit}
        </button>
        <button
          type="button"
          className={button.quiet}
          onClick={() => {
            cancel();
            onDone();
          }}
        >
          {text.cancel}
        </button>
      </div>
    </form>
  );
}
