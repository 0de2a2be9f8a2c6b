import type { ReactNode } from "react";
import panel from "../styles/panel.module.css";
import { HeroIllustration } from "./hero-illustration";
import { PageHeading } from "./page-heading";

interface MessagePageProps {
  title?: string;
  heading: string;
  lead: string;
  /** The next step: links or buttons. */
  children?: ReactNode;
}

/** A page with one message and the next step. */
export function MessagePage({ title, heading, lead, children }: MessagePageProps) {
  return (
    <div className={panel.page}>
      <div className={panel.intro}>
        <PageHeading title={title ?? heading}>{heading}</PageHeading>
        <p className={panel.lead}>{lead}</p>
      </div>
      {children ? <div className={panel.actions}>{children}</div> : null}
      <div className={panel.picture}>
        <HeroIllustration />
      </div>
    </div>
  );
}
