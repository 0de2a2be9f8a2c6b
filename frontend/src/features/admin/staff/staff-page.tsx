import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { PageHeading } from "../../../components/page-heading";
import { Skeleton } from "../../../components/skeleton";
import { useMessages } from "../../../i18n/messages";
import panel from "../../../styles/panel.module.css";
import { LoadFailed } from "../load-failed";
import { staffQuery } from "../queries";
import { useRole } from "../use-role";
import { GrantRoleForm } from "./grant-role-form";
import type { RoleChange } from "./role-change";
import { RoleDialog } from "./role-dialog";
import { StaffList } from "./staff-list";
import styles from "./staff-page.module.css";

/** The page of the operators and administrators. */
export function StaffPage() {
  const text = useMessages("admin").staff;
  const { mayAct } = useRole();
  const { data, error, refetch } = useQuery(staffQuery);
  const [change, setChange] = useState<RoleChange | null>(null);
  const [message, setMessage] = useState("");
  return (
    <div className={styles.page}>
      <div className={panel.intro}>
        <PageHeading title={text.title}>{text.title}</PageHeading>
        <p className={panel.lead}>{text.lead}</p>
      </div>
      <p role="status" className={styles.message}>
        {message}
      </p>
      {error && !data ? (
        <LoadFailed heading={text.loadFailed} error={error} onRetry={() => void refetch()} />
      ) : null}
      {data || error ? null : <Skeleton rows={5} />}
      {data ? <StaffList members={data.items} onChange={mayAct ? setChange : undefined} /> : null}
      {mayAct ? <GrantRoleForm onGranted={setMessage} /> : <p>{text.operatorHint}</p>}
      {change ? (
        <RoleDialog change={change} onChanged={setMessage} onClose={() => setChange(null)} />
      ) : null}
    </div>
  );
}
