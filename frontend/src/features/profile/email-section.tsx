import { useQueryClient } from "@tanstack/react-query";
import { changeEmail, withdrawEmailChange } from "../../api/endpoints-account";
import type { Me } from "../../api/generated";
import { meQuery } from "../../api/queries";
import { ActionButton } from "../../components/action-button";
import { EmailField } from "../../components/email-field";
import { HiddenUsername } from "../../components/hidden-username";
import { PasswordField } from "../../components/password-field";
import { useForm } from "../../hooks/use-form";
import { useSingleMutation } from "../../hooks/use-single-mutation";
import { useMessages } from "../../i18n/messages";
import { cleanAddress } from "../../lib/clean-address";
import { createValidator, rules } from "../../lib/validation";
import button from "../../styles/button.module.css";
import { EditForm } from "./edit-form";
import { EditableSection, type EditCallbacks } from "./section";

const emptyValues = { email: "", password: "" };
const validate = createValidator({ email: rules.email, password: rules.password });

/** The e-mail address, and a new one that is not confirmed yet. */
export function EmailSection({ profile }: { profile: Me }) {
  const text = useMessages("profile").email;
  const storedAs = `email.${profile.id}`;
  return (
    <EditableSection
      heading={text.heading}
      storedAs={storedAs}
      summary={
        <>
          <p>{profile.email}</p>
          {profile.pending_email === null ? null : <p>{text.pending(profile.pending_email)}</p>}
        </>
      }
      changeLabel={text.change}
      outdatedNote={profile.pending_email === null ? text.sent : text.withdrawn}
      extraActions={(done) =>
        profile.pending_email === null ? null : <WithdrawButton done={done} />
      }
      renderForm={(editing) => (
        <EmailForm {...editing} storedAs={storedAs} current={profile.email} />
      )}
    />
  );
}

interface EmailFormProps extends EditCallbacks {
  storedAs: string;
  /** The address to log in with, until the new one is confirmed. */
  current: string;
}

function EmailForm({ storedAs, current, done, cancel }: EmailFormProps) {
  const text = useMessages("profile").email;
  const queryClient = useQueryClient();
  const changing = useSingleMutation({
    mutationFn: changeEmail,
    onSuccess: () => {
      done(text.sent);
      return queryClient.invalidateQueries(meQuery);
    },
  });
  const form = useForm(emptyValues, {
    storedAs,
    validate,
    error: changing.error,
    fieldByCode: { wrong_password: "password" },
  });
  const { values, errors, setValue } = form;
  return (
    <EditForm
      scope="email-"
      form={form}
      action={changing}
      texts={text}
      onSubmit={(event) =>
        form.submit(event, ({ email, password }) =>
          changing.mutate({ email: cleanAddress(email), password }),
        )
      }
      onCancel={cancel}
    >
      <EmailField
        label={text.label}
        hint={text.hint}
        value={values.email}
        onValue={(value) => setValue("email", value)}
        error={errors.email}
        autoComplete="email"
      />
      <HiddenUsername email={current} />
      <PasswordField
        label={text.password}
        value={values.password}
        onValue={(value) => setValue("password", value)}
        error={errors.password}
        autoComplete="current-password"
      />
    </EditForm>
  );
}

function WithdrawButton({ done }: Pick<EditCallbacks, "done">) {
  const text = useMessages("profile").email;
  const queryClient = useQueryClient();
  const withdrawing = useSingleMutation({
    mutationFn: () => withdrawEmailChange(),
    onSuccess: () => {
      done(text.withdrawn);
      return queryClient.invalidateQueries(meQuery);
    },
  });
  return (
    <ActionButton action={withdrawing} errorHeading={text.withdrawFailed} className={button.quiet}>
      {text.withdraw}
    </ActionButton>
  );
}
