import { useQueryClient } from "@tanstack/react-query";
import { changePassword } from "../../api/endpoints-account";
import type { Me } from "../../api/generated";
import { meQuery } from "../../api/queries";
import { HiddenUsername } from "../../components/hidden-username";
import { PasswordField } from "../../components/password-field";
import { useForm } from "../../hooks/use-form";
import { useSingleMutation } from "../../hooks/use-single-mutation";
import { useMessages } from "../../i18n/messages";
import { createValidator, rules } from "../../lib/validation";
import { EditForm } from "./edit-form";
import { EditableSection, type EditCallbacks } from "./section";
import { sessionsQuery } from "./sessions-query";

const emptyValues = { current_password: "", new_password: "" };
const validate = createValidator({
  current_password: rules.password,
  new_password: rules.newPassword,
});

/** The password. */
export function PasswordSection({ profile }: { profile: Me }) {
  const text = useMessages("profile").password;
  return (
    <EditableSection
      heading={text.heading}
      summary={<p>{text.hint}</p>}
      changeLabel={text.change}
      renderForm={(editing) => <PasswordForm {...editing} profile={profile} />}
    />
  );
}

function PasswordForm({ profile, done, cancel }: EditCallbacks & { profile: Me }) {
  const text = useMessages("profile").password;
  const shell = useMessages("shell");
  const queryClient = useQueryClient();
  const saving = useSingleMutation({
    mutationFn: changePassword,
    onSuccess: () => {
      // The server withdraws a pending change of address, because it may not come from the
      // account's owner.
      done(profile.pending_email === null ? text.saved : text.savedAndWithdrawn);
      return Promise.all([
        queryClient.invalidateQueries(meQuery),
        queryClient.invalidateQueries(sessionsQuery),
      ]);
    },
  });
  const form = useForm(emptyValues, {
    validate,
    error: saving.error,
    fieldByCode: { wrong_password: "current_password" },
  });
  const { values, errors, setValue } = form;
  return (
    <EditForm
      scope="password-"
      form={form}
      action={saving}
      texts={text}
      onSubmit={(event) => form.submit(event, saving.mutate)}
      onCancel={cancel}
    >
      <HiddenUsername email={profile.email} />
      <PasswordField
        name="current_password"
        label={text.current}
        value={values.current_password}
        onValue={(value) => setValue("current_password", value)}
        error={errors.current_password}
        autoComplete="current-password"
      />
      <PasswordField
        name="new_password"
        label={text.next}
        hint={shell.signUp.fields.password.hint}
        value={values.new_password}
        onValue={(value) => setValue("new_password", value)}
        error={errors.new_password}
        autoComplete="new-password"
      />
    </EditForm>
  );
}
