import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import type { SignUpBody } from "../../api/generated";
import { ApiError } from "../../api/problem";
import { signUpQuery } from "../../api/queries";
import { Announcer } from "../../components/announcer";
import { Avatar } from "../../components/avatar";
import { ErrorNotice } from "../../components/error-notice";
import { MessagePage } from "../../components/message-page";
import { PageHeading } from "../../components/page-heading";
import { PageSkeleton } from "../../components/page-skeleton";
import { useLanguage } from "../../i18n/language";
import { messagesOf, useMessages } from "../../i18n/messages";
import { recallSignUp, rememberSignUp } from "../../lib/remembered-sign-up";
import button from "../../styles/button.module.css";
import panel from "../../styles/panel.module.css";
import { TaskStep } from "./task-step";
import { isMailLost, isSettled, taskName, taskSentence } from "./task-steps";
import styles from "./welcome.module.css";
import { MailCare } from "./welcome-mail";
import { PictureCare } from "./welcome-picture";

const route = getRouteApi("/welcome/$signUpId");

/** After this long a person may want to do something else, in milliseconds. */
const patienceMs = 20_000;

/** What becomes of a sign-up: the same page after a reload, in another tab, or on the way back from the mail. */
export function WelcomePage() {
  const text = useMessages("welcome").welcome;
  const { signUpId } = route.useParams();
  const { data: signUp, error, refetch } = useQuery(signUpQuery(signUpId));
  const state = signUp?.state;
  useEffect(() => {
    if (state && state !== "pending" && recallSignUp() === signUpId) {
      rememberSignUp(null);
    }
  }, [state, signUpId]);
  if (signUp) {
    return signUp.state === "pending" ? <Preparing signUp={signUp} /> : <Outcome signUp={signUp} />;
  }
  if (!error) {
    return <PageSkeleton />;
  }
  if (error instanceof ApiError && (error.status === 404 || error.status === 422)) {
    return (
      <MessagePage {...text.unknown}>
        <SignUpAgain />
      </MessagePage>
    );
  }
  return <ErrorNotice error={error} onRetry={() => void refetch()} />;
}

function Preparing({ signUp }: { signUp: SignUpBody }) {
  const text = useMessages("welcome").welcome;
  const settled = isSettled(signUp);
  const mailLost = isMailLost(signUp);
  const late = useLate(!settled);
  const language = useLanguage();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the sentences are in the language of the page
  const news = useMemo(() => newsOf(signUp, late), [signUp, late, language]);
  return (
    <div className={panel.page}>
      <div className={styles.head}>
        <Avatar name={signUp.display_name} thumbnails={signUp.thumbnails} size={96} alt="" />
        <div className={panel.intro}>
          <PageHeading title={titleOf(settled, mailLost)}>
            {text.heading(signUp.display_name)}
          </PageHeading>
        </div>
      </div>
      <p className={panel.lead}>{leadOf(signUp, settled, mailLost)}</p>
      <ul className={`${panel.panel} ${styles.steps}`} aria-label={text.steps}>
        {signUp.tasks.map((task) => (
          <TaskStep key={task.id} task={task} email={signUp.email} />
        ))}
      </ul>
      {late ? <p className={panel.aside}>{text.closable}</p> : null}
      <PictureCare signUp={signUp} />
      <MailCare signUp={signUp} />
      <Announcer news={news} />
    </div>
  );
}

/** The end of the story: confirmed, replaced by a newer one, or never confirmed. */
function Outcome({ signUp }: { signUp: SignUpBody }) {
  const text = useMessages("welcome").welcome;
  const entry = useMessages("entry");
  if (signUp.state === "expired") {
    return (
      <MessagePage {...text.expired}>
        <SignUpAgain />
      </MessagePage>
    );
  }
  return (
    <MessagePage {...(signUp.state === "confirmed" ? text.confirmed : text.superseded)}>
      <Link to="/log-in" className={button.primary}>
        {entry.logIn.submit}
      </Link>
    </MessagePage>
  );
}

function SignUpAgain() {
  const text = useMessages("welcome").welcome;
  return (
    <Link to="/sign-up" className={button.primary}>
      {text.again}
    </Link>
  );
}

function titleOf(settled: boolean, mailLost: boolean): string {
  const text = messagesOf("welcome").welcome;
  if (!settled) {
    return text.titles.working;
  }
  return mailLost ? text.titles.mailFailed : text.titles.done;
}

function leadOf(signUp: SignUpBody, settled: boolean, mailLost: boolean): string {
  const text = messagesOf("welcome").welcome;
  if (mailLost) {
    return text.leadMailFailed;
  }
  return settled ? text.leadDone(signUp.email) : text.lead;
}

/** One sentence a task and state, and that nobody has to wait; keyed so that progress within a state is not said again. */
function newsOf(signUp: SignUpBody, late: boolean): ReadonlyMap<string, string> {
  const steps = signUp.tasks.map(
    (task) =>
      [
        `${task.id} ${task.state}`,
        `${taskName(task.kind)}: ${taskSentence(task, signUp.email)}`,
      ] as const,
  );
  return new Map(late ? [...steps, ["late", messagesOf("welcome").welcome.closable]] : steps);
}

/** True once something has gone on for longer than people like to watch. */
function useLate(busy: boolean): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!busy) {
      return;
    }
    const timer = setTimeout(() => setLate(true), patienceMs);
    return () => clearTimeout(timer);
  }, [busy]);
  return busy && late;
}
