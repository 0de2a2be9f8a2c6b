import { useId } from "react";
import { ActionError } from "../../../components/action-error";
import { Dialog } from "../../../components/dialog";
import { useMessages } from "../../../i18n/messages";
import button from "../../../styles/button.module.css";
import panel from "../../../styles/panel.module.css";
import { useRole } from "../use-role";
import type { RoleChange } from "./role-change";
import { useChangeRole } from "./use-change-role";

interface RoleDialogProps {
  change: RoleChange;
  onChanged: (message: string) => void;
  onClose: () => void;
}

/** Explains the change of a role and asks for confirmation. */
export function RoleDialog({ change: { member, role }, onChanged, onClose }: RoleDialogProps) {
  const text = useMessages("admin").staff.confirm;
  const admin = useMessages("admin");
  const heading = useId();
  const { profile } = useRole();
  const changing = useChangeRole((message) => {
    onChanged(message);
    onClose();
  });
  return (
    <Dialog labelledBy={heading} onClose={onClose}>
      {(dialog) => (
        <div className={panel.form} aria-busy={changing.isPending}>
          <h2 id={heading}>{text.question[role](member.display_name)}</h2>
          <p>{text.consequence[role]}</p>
          {member.id === profile.id ? <p>{text.ownAccount}</p> : null}
          <ActionError heading={text.failed} action={changing} />
          <div className={panel.actions}>
            <button
              type="button"
              className={role === "user" ? `${button.primary} ${button.danger}` : button.primary}
              aria-disabled={changing.busy}
              onClick={() => changing.mutate({ email: member.email, role })}
            >
              {text.submit[role]}
            </button>
            <button
              type="button"
              className={button.secondary}
              onClick={() => dialog.current?.close()}
            >
              {admin.cancel}
            </button>
          </div>
        </div>
      )}
    </Dialog>
  );
}
