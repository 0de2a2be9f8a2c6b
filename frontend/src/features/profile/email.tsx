import { useQueryClient } from "@tanstack/react-query";
import { changeAddress, withdrawAddress } from "../../api/endpoints-account";
import type { Me } from "../../api/generated";
import { meQuery } from "../../api/queries";
import { ActionError } from "../../components/action-error";
import { EmailField } from "../../components/email-field";
import { PasswordField } from "../../components/password-field";
import { useForm } from "../../hooks/use-form";
import { useSingleMutation } from "../../hooks/use-single-mutation";
import { useMessages } from "../../i18n/messages";
import { judge, rules } from "../../lib/validation";
import button from "../../styles/button.module.css";
import { EditForm } from "./edit-form";
import { EditableSection, type Editing } from "./section";

const blank = { email: "", password: "" };
const errorsOf = judge({ email: rules.email, password: rules.password });

/** The address, and the one that is to take its place. */
export function EmailSection({ profile }: { profile: Me }) {
  const text = useMessages("profile").email;
  return (
    <EditableSection
      heading={text.heading}
      fact={
        <>
          <p>{profile.email}</p>
          {profile.pending_email === null ? null : <p>{text.pending(profile.pending_email)}</p>}
        </>
      }
      change={text.change}
      outdated={profile.pending_email === null ? text.sent : text.withdrawn}
      more={(done) => (profile.pending_email === null ? null : <Withdraw done={done} />)}
      form={(editing) => <EmailForm {...editing} />}
    />
  );
}

function EmailForm({ done, cancel }: Editing) {
  const text = useMessages("profile").email;
  const queryClient = useQueryClient();
  const asking = useSingleMutation({
    mutationFn: changeAddress,
    onSuccess: () => {
      done(text.sent);
      return queryClient.invalidateQueries(meQuery);
    },
  });
  const form = useForm(blank, {
    errorsOf,
    error: asking.error,
    about: { wrong_password: "password" },
  });
  const { values, complaints, setValue } = form;
  return (
    <EditForm
      scope="email-"
      form={form}
      action={asking}
      words={text}
      onSubmit={(event) =>
        form.submit(event, ({ email, password }) =>
          asking.mutate({ email: email.trim(), password }),
        )
      }
      onCancel={cancel}
    >
      <EmailField
        label={text.label}
        hint={text.hint}
        value={values.email}
        onValue={(value) => setValue("email", value)}
        error={complaints.email}
        autoComplete="email"
      />
      <PasswordField
        label={text.password}
        value={values.password}
        onValue={(value) => setValue("password", value)}
        error={complaints.password}
        autoComplete="current-password"
      />
    </EditForm>
  );
}

function Withdraw({ done }: Pick<Editing, "done">) {
  const text = useMessages("profile").email;
  const queryClient = useQueryClient();
  const withdrawing = useSingleMutation({
    mutationFn: () => withdrawAddress(),
    onSuccess: () => {
      done(text.withdrawn);
      return queryClient.invalidateQueries(meQuery);
    },
  });
  return (
    <>
      <ActionError heading={text.withdrawFailed} action={withdrawing} />
      <button
        type="button"
        className={button.quiet}
        aria-disabled={withdrawing.busy}
        onClick={() => withdrawing.mutate()}
      >
        {text.withdraw}
      </button>
    </>
  );
}
