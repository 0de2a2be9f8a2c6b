import { useId, useState } from "react";
import type { Role } from "../../../api/generated";
import { EmailField } from "../../../components/email-field";
import { FormSummary } from "../../../components/form-summary";
import { SegmentedControl } from "../../../components/segmented-control";
import { useForm } from "../../../hooks/use-form";
import { useMessages } from "../../../i18n/messages";
import { cleanAddress } from "../../../lib/clean-address";
import { storeFormValues } from "../../../lib/form-values";
import { createValidator, rules } from "../../../lib/validation";
import button from "../../../styles/button.module.css";
import panel from "../../../styles/panel.module.css";
import { useRole } from "../use-role";
import styles from "./staff-page.module.css";
import { useChangeRole } from "./use-change-role";

const roles = ["operator", "admin"] as const satisfies readonly Role[];
const emptyValues = { email: "", role: "operator" };
const validate = createValidator({ email: rules.email });

/** Gives a role to a user with an account. */
export function GrantRoleForm({ onGranted }: { onGranted: (message: string) => void }) {
  const text = useMessages("admin").staff.grant;
  const id = useId();
  const { profile } = useRole();
  const storedAs = `role.${profile.id}`;
  const [grantCount, setGrantCount] = useState(0);
  return (
    <section className={`${panel.panel} ${styles.grant}`} aria-labelledby={id}>
      <div>
        <h2 id={id}>{text.heading}</h2>
        <p className={panel.aside}>{text.lead}</p>
      </div>
      <Fields
        key={grantCount}
        storedAs={storedAs}
        onGranted={(message) => {
          storeFormValues(storedAs, null);
          setGrantCount(grantCount + 1);
          onGranted(message);
        }}
      />
    </section>
  );
}

interface FieldsProps {
  storedAs: string;
  onGranted: (message: string) => void;
}

function Fields({ storedAs, onGranted }: FieldsProps) {
  const text = useMessages("admin").staff.grant;
  const staffTexts = useMessages("admin").staff;
  const granting = useChangeRole(onGranted);
  const form = useForm<keyof typeof emptyValues>(emptyValues, {
    storedAs,
    validate,
    error: granting.error,
    fieldByCode: { account_not_found: "email" },
  });
  const role = roles.find((choice) => choice === form.values.role) ?? "operator";
  return (
    <form
      className={panel.form}
      onSubmit={(event) =>
        form.submit(event, ({ email }) => granting.mutate({ email: cleanAddress(email), role }))
      }
      noValidate
      aria-busy={granting.isPending}
    >
      <FormSummary form={form} failed={text.failed} />
      <EmailField
        value={form.values.email}
        onValue={(email) => form.setValue("email", email)}
        error={form.errors.email}
        autoComplete="off"
      />
      <SegmentedControl
        legend={staffTexts.role}
        choices={roles}
        names={staffTexts.roles}
        value={role}
        onChoose={(choice) => form.setValue("role", choice)}
      />
      <div className={panel.actions}>
        <button type="submit" className={button.primary} aria-disabled={granting.busy}>
          {text.submit}
        </button>
      </div>
    </form>
  );
}
