import { useMessages } from "../messages";
import type { Form } from "../use-form";
import { ErrorSummary } from "./error-summary";

interface FormSummaryProps {
  form: Pick<Form, "complaints" | "refusal" | "attempt">;
  /** What is said above the server's words. */
  failed: string;
  note?: string;
}

/** Above a form: what stands in its way, if anything does. */
export function FormSummary({ form, failed, note }: FormSummaryProps) {
  const shell = useMessages("shell");
  const { complaints, refusal, attempt } = form;
  const count = Object.keys(complaints).length;
  return count > 0 || refusal ? (
    <ErrorSummary
      heading={count > 0 ? shell.errors.summary(count) : failed}
      errors={complaints}
      cause={refusal}
      note={refusal ? note : undefined}
      attempt={attempt}
    />
  ) : null;
}
