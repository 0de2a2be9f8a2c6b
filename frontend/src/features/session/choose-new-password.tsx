import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { resetPassword } from "../../api/endpoints-account";
import { meQuery } from "../../api/queries";
import { FormSummary } from "../../components/form-summary";
import { InvalidLink, invalidLinkReason } from "../../components/invalid-link";
import { MessagePage } from "../../components/message-page";
import { PageHeading } from "../../components/page-heading";
import { PasswordField } from "../../components/password-field";
import { useForm } from "../../hooks/use-form";
import { useSingleMutation } from "../../hooks/use-single-mutation";
import { useMessages } from "../../i18n/messages";
import { sessionHint } from "../../lib/session-hint";
import { createValidator, rules } from "../../lib/validation";
import button from "../../styles/button.module.css";
import panel from "../../styles/panel.module.css";

const emptyValues = { password: "" };
const validate = createValidator({ password: rules.newPassword });

/** Asks for a new password. A link works once. */
export function ChooseNewPassword({ token, email }: { token: string; email: string }) {
  const { logIn, links, confirm, reset: text } = useMessages("entry");
  const changing = useReset(token);
  const reason = invalidLinkReason(changing.error);
  if (changing.data?.otherAccount) {
    return (
      <MessagePage {...text.done} lead={text.done.leadElsewhere}>
        <Link to="/profile" className={button.primary}>
          {confirm.toOpenProfile}
        </Link>
      </MessagePage>
    );
  }
  if (changing.isSuccess) {
    return (
      <MessagePage {...text.done}>
        <Link to="/log-in" className={button.primary}>
          {logIn.submit}
        </Link>
      </MessagePage>
    );
  }
  return reason ? (
    <InvalidLink reason={reason} link="password-reset" email={email}>
      <Link to="/reset-password" state={{}} className={button.primary}>
        {links.newLink}
      </Link>
    </InvalidLink>
  ) : (
    <NewPasswordPage changing={changing} email={email} />
  );
}

interface NewPasswordPageProps {
  changing: ReturnType<typeof useReset>;
  email: string;
}

function NewPasswordPage({ changing, email }: NewPasswordPageProps) {
  const text = useMessages("entry").reset.choose;
  const { fields } = useMessages("shell").signUp;
  const form = useForm(emptyValues, { validate, error: changing.error });
  return (
    <div className={panel.page}>
      <div className={panel.intro}>
        <PageHeading title={text.title}>{text.heading}</PageHeading>
        <p className={panel.lead}>{text.lead}</p>
      </div>
      <form
        className={`${panel.panel} ${panel.form}`}
        onSubmit={(event) => form.submit(event, ({ password }) => changing.mutate(password))}
        noValidate
        aria-busy={changing.isPending}
      >
        <FormSummary form={form} failed={text.failed} />
        {/* Tells password managers whose password is changed; old links name no address. */}
        {email ? (
          <input type="email" autoComplete="username" value={email} readOnly hidden />
        ) : null}
        <PasswordField
          label={text.label}
          hint={fields.password.hint}
          value={form.values.password}
          onValue={(password) => form.setValue("password", password)}
          error={form.errors.password}
          autoComplete="new-password"
        />
        <button type="submit" className={button.primary} aria-disabled={changing.busy}>
          {text.submit}
        </button>
      </form>
    </div>
  );
}

/**
 * Changes the password. The server ends all sessions of the account. The browser may be logged in
 * to another account, whose session goes on.
 */
function useReset(token: string) {
  const queryClient = useQueryClient();
  return useSingleMutation({
    mutationFn: async (password: string) => {
      await resetPassword({ token, password });
      queryClient.removeQueries();
      return { otherAccount: sessionHint() === null ? null : await loggedInAccount(queryClient) };
    },
  });
}

/** Returns the account that is still logged in. Without one, its query corrects the session hint. */
function loggedInAccount(queryClient: QueryClient) {
  return queryClient
    .fetchQuery({ ...meQuery, retry: false, networkMode: "always" })
    .catch(() => null);
}
