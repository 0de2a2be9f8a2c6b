import { useQueryClient } from "@tanstack/react-query";
import { changePassword } from "../../api/endpoints-account";
import type { Me } from "../../api/generated";
import { meQuery } from "../../api/queries";
import { PasswordField } from "../../components/password-field";
import { useForm } from "../../hooks/use-form";
import { useSingleMutation } from "../../hooks/use-single-mutation";
import { useMessages } from "../../i18n/messages";
import { judge, rules } from "../../lib/validation";
import { EditForm } from "./edit-form";
import { EditableSection, type Editing } from "./section";
import { sessionsQuery } from "./sessions-query";

const blank = { current_password: "", new_password: "" };
const errorsOf = judge({ current_password: rules.password, new_password: rules.newPassword });

/** The password, which nobody can show. */
export function PasswordSection({ profile }: { profile: Me }) {
  const text = useMessages("profile").password;
  return (
    <EditableSection
      heading={text.heading}
      fact={<p>{text.fact}</p>}
      change={text.change}
      form={(editing) => <PasswordForm {...editing} profile={profile} />}
    />
  );
}

function PasswordForm({ profile, done, cancel }: Editing & { profile: Me }) {
  const text = useMessages("profile").password;
  const shell = useMessages("shell");
  const queryClient = useQueryClient();
  const saving = useSingleMutation({
    mutationFn: changePassword,
    onSuccess: () => {
      // A new address that waited is no longer to be: whoever asked for it may not be the owner.
      done(profile.pending_email === null ? text.saved : text.savedAndWithdrawn);
      return Promise.all([
        queryClient.invalidateQueries(meQuery),
        queryClient.invalidateQueries(sessionsQuery),
      ]);
    },
  });
  const form = useForm(blank, {
    errorsOf,
    error: saving.error,
    about: { wrong_password: "current_password" },
  });
  const { values, complaints, setValue } = form;
  return (
    <EditForm
      scope="password-"
      form={form}
      action={saving}
      words={text}
      onSubmit={(event) => form.submit(event, saving.mutate)}
      onCancel={cancel}
    >
      <AccountName email={profile.email} />
      <PasswordField
        name="current_password"
        label={text.current}
        value={values.current_password}
        onValue={(value) => setValue("current_password", value)}
        error={complaints.current_password}
        autoComplete="current-password"
      />
      <PasswordField
        name="new_password"
        label={text.next}
        hint={shell.signUp.fields.password.hint}
        value={values.new_password}
        onValue={(value) => setValue("new_password", value)}
        error={complaints.new_password}
        autoComplete="new-password"
      />
    </EditForm>
  );
}

/** Tells password managers whose password it is; people see it above. */
function AccountName({ email }: { email: string }) {
  return <input type="email" autoComplete="username" value={email} readOnly hidden />;
}
