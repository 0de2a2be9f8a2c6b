import { useQueryClient } from "@tanstack/react-query";
import { changePicture, removePicture } from "../../api/endpoints-account";
import type { Me } from "../../api/generated";
import { isFinal } from "../../api/polling";
import { problemText } from "../../api/problem";
import { meQuery } from "../../api/queries";
import { ActionError } from "../../components/action-error";
import { ErrorReference } from "../../components/error-reference";
import { PictureField } from "../../components/picture-field";
import { UploadProgress } from "../../components/upload-progress";
import { usePictureForm } from "../../hooks/use-picture-form";
import { useSingleMutation } from "../../hooks/use-single-mutation";
import { useMessages } from "../../i18n/messages";
import button from "../../styles/button.module.css";
import { EditForm } from "./edit-form";
import { EditableSection, type EditCallbacks } from "./section";
import styles from "./section.module.css";
import { usePictureReady } from "./use-picture-ready";

/** The picture. */
export function PictureSection({ profile }: { profile: Me }) {
  const text = useMessages("profile").picture;
  const { picture_task: task, thumbnails } = profile;
  return (
    <EditableSection
      heading={text.heading}
      summary={<PictureStatus profile={profile} />}
      changeLabel={text.change}
      extraActions={(done) => (task || thumbnails ? <RemoveButton done={done} /> : null)}
      renderForm={(editing) => <PictureForm {...editing} />}
    />
  );
}

/** The state of the picture, or the reason why it failed. */
function PictureStatus({ profile }: { profile: Me }) {
  const text = useMessages("profile").picture;
  const isReady = usePictureReady(profile);
  const { picture_task: task, thumbnails } = profile;
  if (task && !isFinal(task.state)) {
    return <p>{text.working}</p>;
  }
  if (task && task.state !== "SUCCESS") {
    return (
      <>
        <p className={styles.failed}>{task.error ? problemText(task.error) : text.revoked}</p>
        <ErrorReference value={task.id} />
      </>
    );
  }
  if (isReady) {
    return <p>{text.ready}</p>;
  }
  return <p>{thumbnails ? text.shown : text.none}</p>;
}

function PictureForm({ done, cancel }: EditCallbacks) {
  const text = useMessages("profile").picture;
  const queryClient = useQueryClient();
  const { form, field, onSubmit, uploadState, busy, ...upload } = usePictureForm({
    upload: changePicture,
    onSuccess: () => {
      done(text.sent);
      return queryClient.invalidateQueries(meQuery);
    },
    missing: text.missing,
  });
  return (
    <EditForm
      scope="picture-"
      form={form}
      action={{ isPending: uploadState.status !== "idle", busy }}
      texts={text}
      onSubmit={onSubmit}
      onCancel={() => {
        upload.cancel();
        cancel();
      }}
    >
      <PictureField label={text.label} {...field} />
      <UploadProgress uploadState={uploadState} onCancel={upload.cancel} />
    </EditForm>
  );
}

function RemoveButton({ done }: Pick<EditCallbacks, "done">) {
  const text = useMessages("profile").picture;
  const queryClient = useQueryClient();
  const removing = useSingleMutation({
    mutationFn: () => removePicture(),
    onSuccess: () => {
      done(text.removed);
      return queryClient.invalidateQueries(meQuery);
    },
  });
  return (
    <>
      <button
        type="button"
        className={button.quiet}
        aria-disabled={removing.busy}
        onClick={() => removing.mutate()}
      >
        {text.remove}
      </button>
      <ActionError heading={text.removeFailed} action={removing} />
    </>
  );
}
