import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import type { Profile } from "../api";
import { Avatar } from "../components/avatar";
import { ErrorSummary } from "../components/error-summary";
import { PageHeading } from "../components/page-heading";
import { Reference } from "../components/reference";
import { logOut } from "../endpoints";
import { messages } from "../messages";
import { ApiError } from "../problem";
import { isFinal, meQuery } from "../queries";
import { rememberSession } from "../session";
import button from "../styles/button.module.css";
import panel from "../styles/panel.module.css";
import { exactDate } from "../time";
import { useSingleMutation } from "../use-single-mutation";
import styles from "./profile.module.css";

const text = messages.profile;

/** Who you are here. */
export function ProfilePage() {
  const { data: profile } = useSuspenseQuery(meQuery);
  return (
    <div className={styles.page}>
      <Avatar
        name={profile.display_name}
        thumbnails={profile.thumbnails}
        size={192}
        alt={text.pictureOf(profile.display_name)}
      />
      <div className={styles.words}>
        <PageHeading title={text.title}>{profile.display_name}</PageHeading>
        <PictureNews profile={profile} />
        <dl className={styles.facts}>
          <dt>{text.email}</dt>
          <dd>{profile.email}</dd>
          <dt>{text.role}</dt>
          <dd>{text.roles[profile.role]}</dd>
          <dt>{text.since}</dt>
          <dd>
            <time dateTime={profile.created_at}>{exactDate(profile.created_at)}</time>
          </dd>
        </dl>
        <Actions isAdmin={profile.role === "admin"} />
      </div>
    </div>
  );
}

/** What becomes of a picture that is not there yet, or why it never will be. */
function PictureNews({ profile }: { profile: Profile }) {
  const task = profile.picture_task;
  if (!task || task.state === "SUCCESS") {
    return null;
  }
  if (!isFinal(task.state)) {
    return (
      <p className={panel.lead} role="status">
        {text.pictureWorking}
      </p>
    );
  }
  return (
    <div>
      <p className={styles.failed}>{task.error?.message ?? messages.tasks.revoked}</p>
      <Reference value={task.id} />
    </div>
  );
}

function Actions({ isAdmin }: { isAdmin: boolean }) {
  const leaving = useLogOut();
  return (
    <>
      {leaving.error instanceof ApiError ? (
        <ErrorSummary
          heading={messages.errors.heading}
          errors={{}}
          cause={leaving.error}
          attempt={leaving.submittedAt}
        />
      ) : null}
      <div className={panel.actions}>
        {isAdmin ? (
          <Link to="/admin/tasks" className={button.primary}>
            {messages.nav.tasks}
          </Link>
        ) : null}
        <button
          type="button"
          className={button.secondary}
          aria-disabled={leaving.isPending}
          onClick={() => leaving.mutate()}
        >
          {text.logOut}
        </button>
      </div>
    </>
  );
}

function useLogOut() {
  const queryClient = useQueryClient();
  const router = useRouter();
  return useSingleMutation({
    mutationFn: () => logOut(),
    onSuccess: async () => {
      rememberSession(false);
      await router.navigate({ to: "/log-in" });
      queryClient.clear();
    },
  });
}
