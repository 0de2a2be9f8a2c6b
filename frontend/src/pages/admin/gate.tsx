import { Link, Outlet } from "@tanstack/react-router";
import { MessagePage } from "../../components/message-page";
import { Segments } from "../../components/segments";
import { adminMessages } from "../../messages-admin";
import { useZone, zones } from "./clock";
import styles from "./gate.module.css";
import { useRole } from "./role";

const { sections } = adminMessages;

/** Lets administrators and operators through, and shows them around. */
export function AdminGate() {
  const { profile, mayAct } = useRole();
  if (profile.role === "user") {
    return <MessagePage {...adminMessages.forbidden} />;
  }
  return (
    <div className={styles.frame}>
      <div className={styles.bar}>
        <Sections mayAct={mayAct} />
        <Clock />
      </div>
      {mayAct ? null : <p className={styles.note}>{adminMessages.readOnly}</p>}
      <Outlet />
    </div>
  );
}

function Sections({ mayAct }: { mayAct: boolean }) {
  return (
    <nav className={styles.sections} aria-label={sections.label}>
      <Link to="/admin/tasks">{sections.tasks}</Link>
      <Link to="/admin/workers">{sections.workers}</Link>
      <Link to="/admin/staff">{sections.staff}</Link>
      {mayAct ? <a href="/flower/">{adminMessages.flower}</a> : null}
    </nav>
  );
}

function Clock() {
  const [zone, choose] = useZone();
  return (
    <Segments
      legend={adminMessages.clock.label}
      choices={zones}
      names={adminMessages.clock}
      value={zone}
      onChoose={choose}
    />
  );
}
