import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";

import { EmailField } from "../components/email-field";
import { ErrorSummary } from "../components/error-summary";
import { PageHeading } from "../components/page-heading";
import { PasswordField } from "../components/password-field";
import { logIn } from "../endpoints";
import { messages } from "../messages";
import { leavesApp, safeNext } from "../next-path";
import { ApiError } from "../problem";
import { meQuery } from "../queries";
import { rememberSession } from "../session";
import button from "../styles/button.module.css";
import panel from "../styles/panel.module.css";
import { useSingleMutation } from "../use-single-mutation";
import { type LogInValues, logInErrors } from "../validation";

const text = messages.logIn;
const route = getRouteApi("/log-in");

/** Logs in and goes on to where the person was headed. */
export function LogInPage() {
  const { next } = route.useSearch();
  return (
    <div className={panel.page}>
      <PageHeading title={text.title}>{text.heading}</PageHeading>
      <div className={panel.panel}>
        <LogInForm next={safeNext(next) ?? "/profile"} />
        <p className={panel.aside}>
          {text.noAccount} <Link to="/sign-up">{messages.nav.signUp}</Link>
        </p>
      </div>
    </div>
  );
}

function LogInForm({ next }: { next: string }) {
  const [values, setValues] = useState<LogInValues>({ email: "", password: "" });
  const [attempt, setAttempt] = useState(0);
  const session = useLogIn(next);
  const errors = attempt > 0 ? logInErrors(values) : {};
  const count = Object.keys(errors).length;
  const refused = session.error instanceof ApiError ? session.error : null;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAttempt((tries) => tries + 1);
    if (Object.keys(logInErrors(values)).length === 0) {
      session.mutate({ ...values, email: values.email.trim() });
    }
  };

  return (
    <form className={panel.form} onSubmit={submit} noValidate aria-busy={session.isPending}>
      {count > 0 || refused ? (
        <ErrorSummary
          heading={count > 0 ? messages.signUp.summary(count) : text.failed}
          errors={errors}
          cause={refused}
          attempt={attempt + session.failureCount}
        />
      ) : null}
      <EmailField
        value={values.email}
        onValue={(email) => setValues({ ...values, email })}
        error={errors.email}
        autoComplete="username"
      />
      <PasswordField
        value={values.password}
        onValue={(password) => setValues({ ...values, password })}
        error={errors.password}
        autoComplete="current-password"
      />
      <button type="submit" className={button.primary} aria-disabled={session.isPending}>
        {text.submit}
      </button>
    </form>
  );
}

function useLogIn(next: string) {
  const queryClient = useQueryClient();
  const router = useRouter();
  return useSingleMutation({
    mutationFn: (body: LogInValues) => logIn(body),
    onSuccess: (profile) => {
      queryClient.clear();
      queryClient.setQueryData(meQuery.queryKey, profile);
      rememberSession(true);
      if (leavesApp(next)) {
        window.location.assign(next);
      } else {
        router.history.push(next);
      }
    },
  });
}
