import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { resendConfirmation } from "../../api/endpoints-account";
import type { SignUpBody } from "../../api/generated";
import { isFinal } from "../../api/polling";
import { signUpQuery } from "../../api/queries";
import { ActionError } from "../../components/action-error";
import { useOpenForm } from "../../hooks/use-open-form";
import { useRestoreFocus } from "../../hooks/use-restore-focus";
import { formatWait, useSecondsLeft } from "../../hooks/use-seconds-left";
import { useSingleMutation } from "../../hooks/use-single-mutation";
import { useMessages } from "../../i18n/messages";
import button from "../../styles/button.module.css";
import panel from "../../styles/panel.module.css";
import { ChangeAddressForm } from "./change-address-form";
import styles from "./confirmation-mail-panel.module.css";
import { confirmationMailTask, hasMailFailed } from "./sign-up-tasks";

/** How long to wait before a mail can be sent again, in milliseconds. */
const deliveryMs = 30_000;

/** Helps users whose mail does not arrive: send it again, or to another address. */
export function ConfirmationMailPanel({ signUp }: { signUp: SignUpBody }) {
  const text = useMessages("welcome").welcome.mail;
  const storedAs = `address.${signUp.id}`;
  const { isOpen: isChanging, open, close } = useOpenForm(storedAs);
  const [lastAction, setLastAction] = useState<"resent" | "changed" | null>(null);
  const refresh = useRefresh(signUp.id);
  const changeButton = useRestoreFocus(isChanging);
  return (
    <section className={styles.panel} aria-label={text.label}>
      <p className={panel.aside}>
        {text[hasMailFailed(signUp) ? "leadLost" : (lastAction ?? "lead")]}
      </p>
      <div className={panel.actions}>
        <ResendButton signUp={signUp} onSent={() => setLastAction("resent")} onSettled={refresh} />
        {isChanging ? null : (
          <button ref={changeButton} type="button" className={button.secondary} onClick={open}>
            {text.change}
          </button>
        )}
      </div>
      {isChanging ? (
        <ChangeAddressForm
          signUpId={signUp.id}
          storedAs={storedAs}
          onChanged={() => {
            close();
            setLastAction("changed");
          }}
          onSettled={refresh}
          onCancel={close}
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

/** Disabled while a mail is being sent, and for as long as the server asks. */
function ResendButton({ signUp, onSent, onSettled }: ResendButtonProps) {
  const text = useMessages("welcome").welcome.mail;
  const [nextAt, setNextAt] = useState<number | null>(null);
  const sending = useSingleMutation({
    mutationFn: () => resendConfirmation(signUp.id),
    onSuccess: () => {
      setNextAt(performance.now() + deliveryMs);
      onSent();
    },
    onSettled,
  });
  const { error } = sending;
  const secondsLeft = useSecondsLeft(error?.retryAt ?? nextAt);
  const mailTask = confirmationMailTask(signUp);
  const busy = sending.busy || secondsLeft > 0 || !(mailTask && isFinal(mailTask.state));
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
          {secondsLeft > 0 ? (
            <span className={styles.countdown} aria-hidden="true">
              {" "}
              {text.resendIn(formatWait(secondsLeft))}
            </span>
          ) : null}
        </span>
      </button>
    </>
  );
}

/** Fetches the sign-up again: it has a new mail, or it has ended and the server refused. */
function useRefresh(id: string) {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries(signUpQuery(id));
}
