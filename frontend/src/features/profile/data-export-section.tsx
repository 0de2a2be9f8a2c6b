import { exportMyData } from "../../api/endpoints-account";
import { ActionError } from "../../components/action-error";
import { useSingleMutation } from "../../hooks/use-single-mutation";
import { useMessages } from "../../i18n/messages";
import button from "../../styles/button.module.css";
import { useAnnounce } from "./announcements";
import { saveFile } from "./save-file";
import { Note, Section } from "./section";
import styles from "./section.module.css";

/** Downloads everything that the product stores about the user. */
export function DataExportSection() {
  const text = useMessages("profile").data;
  const announce = useAnnounce();
  const fetching = useSingleMutation({
    mutationFn: () => exportMyData(),
    onSuccess: (data) => {
      saveFile(text.file, data);
      announce(text.downloaded);
    },
  });
  return (
    <Section heading={text.heading}>
      <div className={styles.summary}>
        <p>{text.lead}</p>
        <ActionError heading={text.failed} action={fetching} />
      </div>
      <div className={styles.actions}>
        <button
          type="button"
          className={button.secondary}
          aria-disabled={fetching.busy}
          onClick={() => fetching.mutate()}
        >
          {text.download}
        </button>
      </div>
      {fetching.isSuccess ? <Note>{text.downloaded}</Note> : null}
    </Section>
  );
}
