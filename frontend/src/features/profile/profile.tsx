import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { logOut } from "../../api/endpoints-account";
import type { Me } from "../../api/generated";
import { meQuery } from "../../api/queries";
import { ActionError } from "../../components/action-error";
import { Avatar } from "../../components/avatar";
import { MessagePage } from "../../components/message-page";
import { PageHeading } from "../../components/page-heading";
import { useSingleMutation } from "../../hooks/use-single-mutation";
import { useMessages } from "../../i18n/messages";
import { rememberSession } from "../../lib/session";
import { exactDate } from "../../lib/time";
import button from "../../styles/button.module.css";
import panel from "../../styles/panel.module.css";
import { DataSection } from "./data";
import { DeletionSection } from "./deletion";
import { EmailSection } from "./email";
import { useLeave } from "./leave";
import { NameSection } from "./name";
import { News } from "./news";
import { PasswordSection } from "./password";
import { PictureSection } from "./picture";
import styles from "./profile.module.css";
import { SessionsSection } from "./sessions";

/** Who you are here, and all you can do about it. */
export function ProfilePage() {
  const text = useMessages("profile");
  const shell = useMessages("shell");
  const queryClient = useQueryClient();
  const [deleted, setDeleted] = useState(false);
  if (deleted) {
    return (
      <MessagePage {...text.deletion.done}>
        <Link to="/" className={button.primary}>
          {shell.notFound.home}
        </Link>
      </MessagePage>
    );
  }
  const forget = () => {
    rememberSession(false);
    setDeleted(true);
    queryClient.clear();
  };
  return <ProfileOf onDeleted={forget} />;
}

function ProfileOf({ onDeleted }: { onDeleted: () => void }) {
  const { data: profile } = useSuspenseQuery(meQuery);
  return (
    <News profile={profile}>
      <div className={styles.page}>
        <Head profile={profile} />
        <div>
          <PictureSection profile={profile} />
          <NameSection profile={profile} />
          <EmailSection profile={profile} />
          <PasswordSection profile={profile} />
          <SessionsSection />
          <DataSection />
          <DeletionSection email={profile.email} onDeleted={onDeleted} />
        </div>
      </div>
    </News>
  );
}

function Head({ profile }: { profile: Me }) {
  const text = useMessages("profile");
  const date = exactDate(profile.created_at);
  return (
    <div className={styles.head}>
      <Avatar
        name={profile.display_name}
        thumbnails={profile.thumbnails}
        size={192}
        alt={text.pictureOf(profile.display_name)}
      />
      <div className={styles.words}>
        <PageHeading title={text.title}>{profile.display_name}</PageHeading>
        <p className={panel.lead}>{text.about(text.roles[profile.role], date)}</p>
        <Actions isStaff={profile.role !== "user"} />
      </div>
    </div>
  );
}

function Actions({ isStaff }: { isStaff: boolean }) {
  const text = useMessages("profile");
  const shell = useMessages("shell");
  const leave = useLeave();
  const leaving = useSingleMutation({ mutationFn: logOut, onSuccess: leave });
  return (
    <>
      <ActionError action={leaving} />
      <div className={panel.actions}>
        {isStaff ? (
          <Link to="/admin/tasks" className={button.primary}>
            {shell.nav.tasks}
          </Link>
        ) : null}
        <button
          type="button"
          className={button.secondary}
          aria-disabled={leaving.busy}
          onClick={() => leaving.mutate()}
        >
          {text.logOut}
        </button>
      </div>
    </>
  );
}
