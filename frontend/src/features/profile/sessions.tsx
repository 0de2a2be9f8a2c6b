import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { endSession, logOutEverywhere } from "../../api/endpoints-account";
import type { SessionEntry } from "../../api/generated";
import { knownError } from "../../api/problem";
import { ActionError } from "../../components/action-error";
import { Cause } from "../../components/cause";
import { RetryButton } from "../../components/retry-button";
import { Skeleton } from "../../components/skeleton";
import { useSingleMutation } from "../../hooks/use-single-mutation";
import { useMessages } from "../../i18n/messages";
import button from "../../styles/button.module.css";
import panel from "../../styles/panel.module.css";
import { deviceName } from "./device";
import { useLeave } from "./leave";
import { useAnnounce } from "./news";
import { Section } from "./section";
import styles from "./sessions.module.css";
import { sessionsQuery } from "./sessions-query";
import { Timestamp } from "./timestamp";

/** Where the person is logged in, and how to end that: one by one or everywhere. */
export function SessionsSection() {
  const text = useMessages("profile").sessions;
  const list = useRef<HTMLUListElement>(null);
  const { data, error, refetch } = useQuery(sessionsQuery);
  if (!data) {
    return (
      <Section heading={text.heading}>
        {error ? (
          <LoadFailed error={error} onRetry={() => void refetch()} />
        ) : (
          <Skeleton rows={3} />
        )}
      </Section>
    );
  }
  return (
    <Section heading={text.heading}>
      <ul ref={list} className={styles.list} tabIndex={-1} aria-label={text.heading}>
        {data.items.map((session) => (
          <SessionRow key={session.id} session={session} onEnded={() => list.current?.focus()} />
        ))}
      </ul>
      <Everywhere />
    </Section>
  );
}

function LoadFailed({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const text = useMessages("profile").sessions;
  const known = knownError(error);
  return (
    <div className={styles.failed}>
      <p>{text.loadFailed}</p>
      {known ? <Cause error={known} /> : null}
      <RetryButton error={known} onRetry={onRetry} look={button.secondary} />
    </div>
  );
}

function SessionRow({ session, onEnded }: { session: SessionEntry; onEnded: () => void }) {
  const text = useMessages("profile").sessions;
  const queryClient = useQueryClient();
  const announce = useAnnounce();
  const device = deviceName(session.user_agent);
  const ending = useSingleMutation({
    mutationFn: () => endSession(session.id),
    onSuccess: () => {
      // The row goes away, and the focus that was in it.
      onEnded();
      announce(text.ended(device));
    },
    onSettled: () => queryClient.invalidateQueries(sessionsQuery),
  });
  return (
    <li className={styles.session}>
      <div className={styles.words}>
        <p className={styles.device} title={session.user_agent ?? undefined}>
          {device}
        </p>
        <p className={styles.trace}>
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
          <span className="visually-hidden">: {device}</span>
        </button>
      )}
    </li>
  );
}

function Everywhere() {
  const text = useMessages("profile").sessions;
  const leave = useLeave();
  const leaving = useSingleMutation({ mutationFn: logOutEverywhere, onSuccess: leave });
  return (
    <div className={styles.everywhere}>
      <ActionError heading={text.endFailed} action={leaving} />
      <button
        type="button"
        className={button.secondary}
        aria-disabled={leaving.busy}
        onClick={() => leaving.mutate()}
      >
        {text.everywhere}
      </button>
      <p className={panel.aside}>{text.everywhereHint}</p>
    </div>
  );
}
