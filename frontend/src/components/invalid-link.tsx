import type { ReactNode } from "react";
import type { Problem } from "../api/generated";
import type { ApiError } from "../api/problem";
import { useMessages } from "../i18n/messages";
import { MessagePage } from "./message-page";

type LinkKind = NonNullable<Problem["link"]>;
export type InvalidLinkReason = "used" | "expired" | "replaced" | "taken" | "unknown";
type LinkTexts = Partial<
  Record<InvalidLinkReason, { heading: string; lead: (email: string) => string }>
>;

const reasons: Readonly<Partial<Record<string, InvalidLinkReason>>> = {
  confirmation_used: "used",
  confirmation_expired: "expired",
  confirmation_replaced: "replaced",
  confirmation_unknown: "unknown",
  address_taken: "taken",
  reset_used: "used",
  reset_expired: "expired",
  reset_unknown: "unknown",
};

/** Returns why the link of a mail will never work, or undefined if it may work. */
export function invalidLinkReason(error: ApiError | null): InvalidLinkReason | undefined {
  return error ? reasons[error.code] : undefined;
}

interface InvalidLinkProps {
  reason: InvalidLinkReason;
  /** What the link was for; undefined if its token is unreadable. */
  link?: LinkKind | null | undefined;
  /** The address that the link is about, if it is known. */
  email?: string | null | undefined;
  /** The next step. */
  children: ReactNode;
}

/** Says what a link that will never work was for, and for which address. */
export function InvalidLink({ reason, link, email, children }: InvalidLinkProps) {
  const { kinds, unreadable, someAddress } = useMessages("entry").links;
  const texts: LinkTexts = link ? kinds[link] : {};
  const { heading, lead } = texts[reason] ?? unreadable;
  return (
    <MessagePage heading={heading} lead={lead(email || someAddress)}>
      {children}
    </MessagePage>
  );
}
