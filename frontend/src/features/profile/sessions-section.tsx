import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { endSession, logOutEverywhere } from "../../api/endpoints-account";
import type { SessionEntry } from "../../api/generated";
import { asApiError } from "../../api/problem";
import { ActionButton } from "../../components/action-button";
import { ActionError } from "../../components/action-error";
import { ApiErrorMessage } from "../../components/api-error-message";
import { RetryButton } from "../../components/retry-button";
import { Skeleton } from "../../components/skeleton";
import { useSingleMutation } from "../../hooks/use-single-mutation";
import { useMessages } from "../../i18n/messages";
import { formatDateTime } from "../../lib/time";
import button from "../../styles/button.module.css";
import panel from "../../styles/panel.module.css";
import { useAnnounce } from "./announcements";
import { deviceName } from "./device-name";
import { Note, Section } from "./section";
import { sessionsQuery } from "./sessions-query";
import styles from "./sessions-section.module.css";
import { Timestamp } from "./timestamp";
import { useGoToLogIn } from "./use-go-to-log-in";

/** The sessions of the user, with buttons that end one or all of them. */
export function SessionsSection() {
  const text = useMessages("profile").sessions;
  const { data, error, refetch } = useQuery(sessionsQuery);
  if (data) {
    return (
      <Section heading={text.heading}>
        <SessionList sessions={data.items} />
        <LogOutEverywhere />
      </Section>
    );
  }
  return (
    <Section heading={text.heading}>
      {error ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <Skeleton rows={3} />}
    </Section>
  );
}

function SessionList({ sessions }: { sessions: readonly SessionEntry[] }) {
  const text = useMessages("profile").sessions;
  const list = useRef<HTMLUListElement>(null);
  const [endedDevice, setEndedDevice] = useState<string | null>(null);
  const onEnded = (device: string) => {
    // The row disappears, together with the button that has the focus.
    list.current?.focus();
    setEndedDevice(device);
  };
  return (
    <>
      <ul ref={list} className={styles.list} tabIndex={-1} aria-label={text.heading}>
        {sessions.map((session) => (
          <SessionRow key={session.id} session={session} onEnded={onEnded} />
        ))}
      </ul>
      {endedDevice ? <Note>{text.ended(endedDevice)}</Note> : null}
    </>
  );
}

function LoadFailed({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const text = useMessages("profile").sessions;
  const apiError = asApiError(error);
  return (
    <div className={styles.failed} role="alert">
      <p>{text.loadFailed}</p>
      {apiError ? <ApiErrorMessage error={apiError} /> : null}
      <RetryButton error={apiError} onRetry={onRetry} className={button.secondary} />
    </div>
  );
}

interface SessionRowProps {
  session: SessionEntry;
  /** Called with the name of the device after its session was ended. */
  onEnded: (device: string) => void;
}

function SessionRow({ session, onEnded }: SessionRowProps) {
  const text = useMessages("profile").sessions;
  const queryClient = useQueryClient();
  const announce = useAnnounce();
  const device = deviceName(session.user_agent);
  const ending = useSingleMutation({
    mutationFn: () => endSession(session.id),
    onSuccess: () => {
      onEnded(device);
      announce(text.ended(device));
    },
    onSettled: () => queryClient.invalidateQueries(sessionsQuery),
  });
  return (
    <li className={styles.session}>
      <div className={styles.text}>
        <p className={styles.device} title={session.user_agent ?? undefined}>
          {device}
        </p>
        <p className={styles.details}>
          {session.current ? (
            <b className={styles.current}>{text.current}</b>
          ) : (
            <span>
              {text.used} <Timestamp iso={session.last_seen_at} />
            </span>
          )}
          {session.ip ? <span>{text.from(session.ip)}</span> : null}
        </p>
        <ActionError heading={text.endFailed} action={ending} />
      </div>
      {session.current ? null : (
        <button
          type="button"
          className={button.quiet}
          aria-disabled={ending.busy}
          onClick={() => ending.mutate()}
        >
          {text.end}
          <span className="visually-hidden">
            : {`${device}, ${formatDateTime(session.last_seen_at)}`}
          </span>
        </button>
      )}
    </li>
  );
}

function LogOutEverywhere() {
  const text = useMessages("profile").sessions;
  const goToLogIn = useGoToLogIn();
  const loggingOut = useSingleMutation({ mutationFn: logOutEverywhere, onSuccess: goToLogIn });
  return (
    <div className={styles.logOutEverywhere}>
      <ActionButton action={loggingOut} errorHeading={text.endFailed} className={button.secondary}>
        {text.everywhere}
      </ActionButton>
      <p className={panel.aside}>{text.everywhereHint}</p>
    </div>
  );
}
