import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { resendConfirmation } from "../../api/endpoints-account";
import type { SignUpBody } from "../../api/generated";
import { isFinal } from "../../api/polling";
import { signUpQuery } from "../../api/queries";
import { ActionError } from "../../components/action-error";
import { useReturningFocus } from "../../hooks/use-returning-focus";
import { useSecondsLeft, waitWords } from "../../hooks/use-seconds-left";
import { useSingleMutation } from "../../hooks/use-single-mutation";
import { useMessages } from "../../i18n/messages";
import button from "../../styles/button.module.css";
import panel from "../../styles/panel.module.css";
import { confirmationMail, isMailLost } from "./task-steps";
import { ChangeAddress } from "./welcome-address";
import styles from "./welcome-mail.module.css";

/** How long a mail is given to arrive before it can be sent once more, in milliseconds. */
const deliveryMs = 30_000;

/** For the mail that does not come: send it again, or to another address. */
export function MailCare({ signUp }: { signUp: SignUpBody }) {
  const text = useMessages("welcome").welcome.mail;
  const [changing, setChanging] = useState(false);
  const [said, say] = useState<"resent" | "changed" | null>(null);
  const refresh = useRefresh(signUp.id);
  const toggle = useReturningFocus(changing);
  return (
    <section className={styles.care} aria-label={text.label}>
      <p className={panel.aside}>{text[isMailLost(signUp) ? "leadLost" : (said ?? "lead")]}</p>
      <div className={panel.actions}>
        <ResendButton signUp={signUp} onSent={() => say("resent")} onSettled={refresh} />
        {changing ? null : (
          <button
            ref={toggle}
            type="button"
            className={button.secondary}
            onClick={() => setChanging(true)}
          >
            {text.change}
          </button>
        )}
      </div>
      {changing ? (
        <ChangeAddress
          signUpId={signUp.id}
          onChanged={() => {
            setChanging(false);
            say("changed");
          }}
          onSettled={refresh}
          onCancel={() => setChanging(false)}
        />
      ) : null}
    </section>
  );
}

interface ResendButtonProps {
  signUp: SignUpBody;
  onSent: () => void;
  onSettled: () => void;
}

/** Waits while a mail is on its way, and as long as the server asks. */
function ResendButton({ signUp, onSent, onSettled }: ResendButtonProps) {
  const text = useMessages("welcome").welcome.mail;
  const [sentAt, setSentAt] = useState<number | null>(null);
  const sending = useSingleMutation({
    mutationFn: () => resendConfirmation(signUp.id),
    onSuccess: () => {
      setSentAt(Date.now());
      onSent();
    },
    onSettled,
  });
  const { error } = sending;
  const left = useSecondsLeft(error?.retryAt ?? (sentAt && sentAt + deliveryMs));
  const mail = confirmationMail(signUp);
  const busy = sending.busy || left > 0 || !(mail && isFinal(mail.state));
  return (
    <>
      <ActionError heading={text.resendFailed} action={sending} />
      <button
        type="button"
        className={button.secondary}
        aria-disabled={busy}
        onClick={() => (busy ? undefined : sending.mutate())}
      >
        <span>
          {text.resend}
          {left > 0 ? (
            <span className={styles.countdown} aria-hidden="true">
              {" "}
              {text.resendIn(waitWords(left))}
            </span>
          ) : null}
        </span>
      </button>
    </>
  );
}

/** Asks for the sign-up anew: it has a new mail, or it is over, which is why it was refused. */
function useRefresh(id: string) {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries(signUpQuery(id));
}
