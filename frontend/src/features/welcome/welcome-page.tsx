import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import type { SignUpBody } from "../../api/generated";
import { ApiError } from "../../api/problem";
import { signUpQuery } from "../../api/queries";
import { Announcer } from "../../components/announcer";
import { Avatar } from "../../components/avatar";
import { ErrorPage } from "../../components/error-page";
import { MessagePage } from "../../components/message-page";
import { PageHeading } from "../../components/page-heading";
import { PageSkeleton } from "../../components/page-skeleton";
import { useLanguage } from "../../i18n/language";
import { getMessages, useMessages } from "../../i18n/messages";
import { readPendingSignUp, storePendingSignUp } from "../../lib/pending-sign-up";
import button from "../../styles/button.module.css";
import panel from "../../styles/panel.module.css";
import { ConfirmationMailPanel } from "./confirmation-mail-panel";
import { ReplacePicturePanel } from "./replace-picture-panel";
import { areAllTasksFinal, describeTask, hasMailFailed, taskName } from "./sign-up-tasks";
import { TaskStep } from "./task-step";
import styles from "./welcome-page.module.css";

const route = getRouteApi("/welcome/$signUpId");

/** After this time the page says that it can be closed, in milliseconds. */
const slowAfterMs = 20_000;

/** The progress of a sign-up. It looks the same after a reload and in another tab. */
export function WelcomePage() {
  const text = useMessages("welcome").welcome;
  const { signUpId } = route.useParams();
  const { data: signUp, error, refetch } = useQuery(signUpQuery(signUpId));
  const state = signUp?.state;
  useEffect(() => {
    if (state && state !== "pending" && readPendingSignUp() === signUpId) {
      storePendingSignUp(null);
    }
  }, [state, signUpId]);
  if (signUp) {
    return signUp.state === "pending" ? (
      <PendingSignUp signUp={signUp} />
    ) : (
      <SignUpOutcome signUp={signUp} />
    );
  }
  if (!error) {
    return <PageSkeleton />;
  }
  if (error instanceof ApiError && (error.status === 404 || error.status === 422)) {
    return (
      <MessagePage {...text.unknown}>
        <SignUpAgainLink />
      </MessagePage>
    );
  }
  return <ErrorPage error={error} onRetry={() => void refetch()} />;
}

function PendingSignUp({ signUp }: { signUp: SignUpBody }) {
  const text = useMessages("welcome").welcome;
  const isFinished = areAllTasksFinal(signUp);
  const mailFailed = hasMailFailed(signUp);
  const isSlow = useIsSlow(!isFinished);
  const language = useLanguage();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the sentences are in the language of the page
  const announcements = useMemo(() => announcementsOf(signUp, isSlow), [signUp, isSlow, language]);
  return (
    <div className={panel.page}>
      <div className={styles.head}>
        <Avatar name={signUp.display_name} thumbnails={signUp.thumbnails} size={96} alt="" />
        <div className={panel.intro}>
          <PageHeading title={titleOf(isFinished, mailFailed)}>
            {text.heading(signUp.display_name)}
          </PageHeading>
        </div>
      </div>
      <p className={panel.lead}>{leadOf(signUp, isFinished, mailFailed)}</p>
      <ul className={`${panel.panel} ${styles.steps}`} aria-label={text.steps}>
        {signUp.tasks.map((task) => (
          <TaskStep key={task.id} task={task} email={signUp.email} />
        ))}
      </ul>
      {isSlow ? <p className={panel.aside}>{text.canClose}</p> : null}
      <ReplacePicturePanel signUp={signUp} />
      <ConfirmationMailPanel signUp={signUp} />
      <Announcer announcements={announcements} />
    </div>
  );
}

/** A finished sign-up: confirmed, superseded by a newer one, or expired. */
function SignUpOutcome({ signUp }: { signUp: SignUpBody }) {
  const text = useMessages("welcome").welcome;
  const entry = useMessages("entry");
  if (signUp.state === "expired") {
    return (
      <MessagePage {...text.expired}>
        <SignUpAgainLink />
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

function SignUpAgainLink() {
  const text = useMessages("welcome").welcome;
  return (
    <Link to="/sign-up" className={button.primary}>
      {text.again}
    </Link>
  );
}

function titleOf(isFinished: boolean, mailFailed: boolean): string {
  const text = getMessages("welcome").welcome;
  if (!isFinished) {
    return text.titles.working;
  }
  return mailFailed ? text.titles.mailFailed : text.titles.done;
}

function leadOf(signUp: SignUpBody, isFinished: boolean, mailFailed: boolean): string {
  const text = getMessages("welcome").welcome;
  if (mailFailed) {
    return text.leadMailFailed;
  }
  return isFinished ? text.leadDone(signUp.email) : text.lead;
}

/**
 * Returns one announcement for each task and state. The keys prevent repetition while only the
 * progress changes.
 */
function announcementsOf(signUp: SignUpBody, isSlow: boolean): ReadonlyMap<string, string> {
  const steps = signUp.tasks.map(
    (task) =>
      [
        `${task.id} ${task.state}`,
        `${taskName(task.kind)}: ${describeTask(task, signUp.email)}`,
      ] as const,
  );
  return new Map(isSlow ? [...steps, ["late", getMessages("welcome").welcome.canClose]] : steps);
}

/** Returns true when something has been busy for a long time. */
function useIsSlow(isBusy: boolean): boolean {
  const [isSlow, setIsSlow] = useState(false);
  useEffect(() => {
    if (!isBusy) {
      return;
    }
    const timer = setTimeout(() => setIsSlow(true), slowAfterMs);
    return () => clearTimeout(timer);
  }, [isBusy]);
  return isBusy && isSlow;
}
