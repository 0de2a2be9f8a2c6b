import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { changeSignUpPicture } from "../../api/endpoints-account";
import type { SignUpBody } from "../../api/generated";
import { signUpQuery } from "../../api/queries";
import { FormSummary } from "../../components/form-summary";
import { PictureField } from "../../components/picture-field";
import { UploadProgress } from "../../components/upload-progress";
import { useFocusInside } from "../../hooks/use-focus-inside";
import { usePictureForm } from "../../hooks/use-picture-form";
import { useReturningFocus } from "../../hooks/use-returning-focus";
import { useMessages } from "../../i18n/messages";
import button from "../../styles/button.module.css";
import panel from "../../styles/panel.module.css";
import { isPictureLost } from "./task-steps";

/** For a picture that failed: another one, at once. */
export function PictureCare({ signUp }: { signUp: SignUpBody }) {
  const text = useMessages("welcome").welcome.picture;
  const [trying, setTrying] = useState(false);
  const opener = useReturningFocus(trying);
  if (!isPictureLost(signUp)) {
    return null;
  }
  return trying ? (
    <AnotherPicture signUpId={signUp.id} onDone={() => setTrying(false)} />
  ) : (
    <div className={panel.actions}>
      <button
        ref={opener}
        type="button"
        className={button.secondary}
        onClick={() => setTrying(true)}
      >
        {text.another}
      </button>
    </div>
  );
}

function AnotherPicture({ signUpId, onDone }: { signUpId: string; onDone: () => void }) {
  const text = useMessages("welcome").welcome.picture;
  const place = useFocusInside();
  const queryClient = useQueryClient();
  const { form, field, onSubmit, sending, busy, cancel } = usePictureForm({
    upload: (chosen, under) => changeSignUpPicture(signUpId, chosen, under),
    onSuccess: async () => {
      // Then the failure is gone, and this form with it.
      await queryClient.invalidateQueries(signUpQuery(signUpId));
      onDone();
    },
    missing: text.missing,
  });
  return (
    <form
      ref={place}
      className={`${panel.panel} ${panel.form}`}
      onSubmit={onSubmit}
      noValidate
      aria-busy={sending.state !== "idle"}
    >
      <FormSummary form={form} failed={text.failed} />
      <PictureField label={text.label} {...field} />
      <UploadProgress sending={sending} onCancel={cancel} />
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
