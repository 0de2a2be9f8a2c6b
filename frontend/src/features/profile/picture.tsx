import { useQueryClient } from "@tanstack/react-query";
import { changePicture, removePicture } from "../../api/endpoints-account";
import type { Me } from "../../api/generated";
import { isFinal } from "../../api/polling";
import { problemWords } from "../../api/problem";
import { meQuery } from "../../api/queries";
import { ActionError } from "../../components/action-error";
import { PictureField } from "../../components/picture-field";
import { Reference } from "../../components/reference";
import { UploadProgress } from "../../components/upload-progress";
import { usePictureForm } from "../../hooks/use-picture-form";
import { useSingleMutation } from "../../hooks/use-single-mutation";
import { useMessages } from "../../i18n/messages";
import button from "../../styles/button.module.css";
import { EditForm } from "./edit-form";
import { EditableSection, type Editing } from "./section";
import styles from "./section.module.css";

/** A new picture, or none. */
export function PictureSection({ profile }: { profile: Me }) {
  const text = useMessages("profile").picture;
  const { picture_task: task, thumbnails } = profile;
  return (
    <EditableSection
      heading={text.heading}
      fact={<PictureFact profile={profile} />}
      change={text.change}
      more={(done) => (task || thumbnails ? <Remove done={done} /> : null)}
      form={(editing) => <PictureForm {...editing} />}
    />
  );
}

/** What becomes of the picture, or why there never will be one. */
function PictureFact({ profile: { picture_task: task, thumbnails } }: { profile: Me }) {
  const text = useMessages("profile").picture;
  if (task && !isFinal(task.state)) {
    return <p>{text.working}</p>;
  }
  if (task && task.state !== "SUCCESS") {
    return (
      <>
        <p className={styles.failed}>{task.error ? problemWords(task.error) : text.revoked}</p>
        <Reference value={task.id} />
      </>
    );
  }
  return <p>{thumbnails ? text.some : text.none}</p>;
}

function PictureForm({ done, cancel }: Editing) {
  const text = useMessages("profile").picture;
  const queryClient = useQueryClient();
  const { form, field, onSubmit, sending, busy, ...upload } = usePictureForm({
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
      action={{ isPending: sending.state !== "idle", busy }}
      words={text}
      onSubmit={onSubmit}
      onCancel={() => {
        upload.cancel();
        cancel();
      }}
    >
      <PictureField label={text.label} {...field} />
      <UploadProgress sending={sending} onCancel={upload.cancel} />
    </EditForm>
  );
}

function Remove({ done }: Pick<Editing, "done">) {
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
