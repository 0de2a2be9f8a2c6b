import type { ReactNode } from "react";
import { ActionError } from "./action-error";

interface ActionButtonProps {
  action: Parameters<typeof ActionError>[0]["action"] & { busy: boolean; mutate: () => void };
  errorHeading: string;
  className: string | undefined;
  children: ReactNode;
}

/** A button that starts a mutation, with the error of the mutation above it. */
export function ActionButton({ action, errorHeading, className, children }: ActionButtonProps) {
  return (
    <>
      <ActionError heading={errorHeading} action={action} />
      <button
        type="button"
        className={className}
        aria-disabled={action.busy}
        onClick={() => action.mutate()}
      >
        {children}
      </button>
    </>
  );
}
