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
import { setSessionHint } from "../../lib/session-hint";
import { formatDate } from "../../lib/time";
import button from "../../styles/button.module.css";
import panel from "../../styles/panel.module.css";
import { AnnouncementProvider } from "./announcements";
import { DataExportSection } from "./data-export-section";
import { DeleteAccountSection } from "./delete-account-section";
import { EmailSection } from "./email-section";
import { NameSection } from "./name-section";
import { PasswordSection } from "./password-section";
import { PictureSection } from "./picture-section";
import styles from "./profile-page.module.css";
import { SessionsSection } from "./sessions-section";
import { useGoToLogIn } from "./use-go-to-log-in";

/** The page of the signed-in user's account. */
export function ProfilePage() {
  const queryClient = useQueryClient();
  const [isDeleted, setDeleted] = useState(false);
  const onDeleted = () => {
    setSessionHint(null);
    setDeleted(true);
    queryClient.clear();
  };
  return isDeleted ? <AccountDeleted /> : <ProfileContent onDeleted={onDeleted} />;
}

function AccountDeleted() {
  const { done, home } = useMessages("profile").deletion;
  return (
    <MessagePage {...done}>
      <Link to="/" className={button.primary}>
        {home}
      </Link>
    </MessagePage>
  );
}

function ProfileContent({ onDeleted }: { onDeleted: () => void }) {
  const { data: profile } = useSuspenseQuery(meQuery);
  return (
    <AnnouncementProvider profile={profile}>
      <div className={styles.page}>
        <ProfileHeader profile={profile} />
        <div>
          <PictureSection profile={profile} />
          <NameSection profile={profile} />
          <EmailSection profile={profile} />
          <PasswordSection profile={profile} />
          <SessionsSection />
          <DataExportSection />
          <DeleteAccountSection email={profile.email} onDeleted={onDeleted} />
        </div>
      </div>
    </AnnouncementProvider>
  );
}

function ProfileHeader({ profile }: { profile: Me }) {
  const text = useMessages("profile");
  const date = formatDate(profile.created_at);
  return (
    <div className={styles.head}>
      <Avatar
        name={profile.display_name}
        thumbnails={profile.thumbnails}
        size={192}
        alt={text.pictureOf(profile.display_name)}
      />
      <div className={styles.text}>
        <PageHeading title={text.title}>{profile.display_name}</PageHeading>
        <p className={panel.lead}>{text.about(text.roles[profile.role], date)}</p>
        <ProfileActions isStaff={profile.role !== "user"} />
      </div>
    </div>
  );
}

function ProfileActions({ isStaff }: { isStaff: boolean }) {
  const text = useMessages("profile");
  const shell = useMessages("shell");
  const goToLogIn = useGoToLogIn();
  const loggingOut = useSingleMutation({ mutationFn: logOut, onSuccess: goToLogIn });
  return (
    <>
      <ActionError action={loggingOut} />
      <div className={panel.actions}>
        {isStaff ? (
          <Link to="/admin/tasks" className={button.primary}>
            {shell.nav.tasks}
          </Link>
        ) : null}
        <button
          type="button"
          className={button.secondary}
          aria-disabled={loggingOut.busy}
          onClick={() => loggingOut.mutate()}
        >
          {text.logOut}
        </button>
      </div>
    </>
  );
}
