import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useLocation, useRouter } from "@tanstack/react-router";
import { useCallback, useEffect } from "react";
import { logIn } from "../../api/endpoints-account";
import { meQuery } from "../../api/queries";
import { EmailField } from "../../components/email-field";
import { FormSummary } from "../../components/form-summary";
import { PageHeading } from "../../components/page-heading";
import { PasswordField } from "../../components/password-field";
import { useForm } from "../../hooks/use-form";
import { useSingleMutation } from "../../hooks/use-single-mutation";
import { useMessages } from "../../i18n/messages";
import { cleanAddress } from "../../lib/clean-address";
import { storeFormValues } from "../../lib/form-values";
import { sessionHint, sessionHintKey, setSessionHint } from "../../lib/session-hint";
import { subscribeToStored } from "../../lib/storage";
import { validateLogIn } from "../../lib/validation";
import button from "../../styles/button.module.css";
import panel from "../../styles/panel.module.css";
import { isOutsideApp, safeNextPath } from "./next-path";

const route = getRouteApi("/log-in");

declare module "@tanstack/react-router" {
  interface HistoryState {
    /** The session of an open page has ended. */
    sessionEnded?: boolean;
  }
}

const emptyValues = { email: "", password: "" };
const formName = "log-in";

/** The log-in page. It leads on to the page that the user wanted to open. */
export function LogInPage() {
  const text = useMessages("entry").logIn;
  const shell = useMessages("shell");
  const { next } = route.useSearch();
  const { sessionEnded } = useLocation().state;
  return (
    <div className={panel.page}>
      <div className={panel.intro}>
        <PageHeading title={text.title}>{text.heading}</PageHeading>
        {sessionEnded ? (
          <p role="alert" className={panel.lead}>
            {text.sessionEnded}
          </p>
        ) : null}
      </div>
      <div className={panel.panel}>
        <LogInForm next={safeNextPath(next) ?? "/profile"} />
        <div>
          <p className={panel.aside}>
            <Link to="/reset-password" className={panel.link}>
              {text.forgotten}
            </Link>
          </p>
          <p className={panel.aside}>
            {text.noAccount}{" "}
            <Link to="/sign-up" className={panel.link}>
              {shell.nav.signUp}
            </Link>
          </p>
        </div>
      </div>
    </div>
  );
}

function LogInForm({ next }: { next: string }) {
  const text = useMessages("entry").logIn;
  const leave = useLeave(next);
  const session = useLogIn(leave);
  // A log-in in another tab is one in this tab, too.
  useEffect(() => subscribeToStored(sessionHintKey, () => sessionHint() && leave()), [leave]);
  const form = useForm(emptyValues, {
    storedAs: formName,
    validate: validateLogIn,
    error: session.error,
  });
  const { values, errors, setValue } = form;
  return (
    <form
      // Without the script, a browser would put the values into the address.
      method="post"
      className={panel.form}
      onSubmit={(event) =>
        form.submit(event, ({ email, password }) =>
          session.mutate({ email: cleanAddress(email), password }),
        )
      }
      noValidate
      aria-busy={session.isPending}
    >
      <FormSummary form={form} failed={text.failed} />
      <EmailField
        value={values.email}
        onValue={(email) => setValue("email", email)}
        error={errors.email}
        autoComplete="username"
      />
      <PasswordField
        value={values.password}
        onValue={(password) => setValue("password", password)}
        error={errors.password}
        autoComplete="current-password"
      />
      <button type="submit" className={button.primary} aria-disabled={session.busy}>
        {text.submit}
      </button>
    </form>
  );
}

/** Returns a function that leads on to the page that the user wanted to open. */
function useLeave(next: string): () => void {
  const { history } = useRouter();
  return useCallback(
    () => (isOutsideApp(next) ? window.location.assign(next) : history.push(next)),
    [history, next],
  );
}

function useLogIn(leave: () => void) {
  const queryClient = useQueryClient();
  return useSingleMutation({
    mutationFn: logIn,
    onSuccess: (profile) => {
      storeFormValues(formName, null);
      queryClient.clear();
      // The response is not complete, so it is marked as stale and the page fetches the rest.
      queryClient.setQueryData(
        meQuery.queryKey,
        { ...profile, pending_email: null },
        { updatedAt: 1 },
      );
      setSessionHint(profile.id);
      leave();
    },
  });
}
