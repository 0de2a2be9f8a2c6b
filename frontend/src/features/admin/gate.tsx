import { Link, Outlet } from "@tanstack/react-router";
import { MessagePage } from "../../components/message-page";
import { Segments } from "../../components/segments";
import { useMessages } from "../../i18n/messages";
import { useZone, zones } from "./clock";
import styles from "./gate.module.css";
import { useRole } from "./role";

/** Lets administrators and operators through, and shows them around. */
export function AdminGate() {
  const admin = useMessages("admin");
  const { profile, mayAct } = useRole();
  if (profile.role === "user") {
    return <MessagePage {...admin.forbidden} />;
  }
  return (
    <div className={styles.frame}>
      <div className={styles.bar}>
        <Sections mayAct={mayAct} />
        <Clock />
      </div>
      {mayAct ? null : <p className={styles.note}>{admin.readOnly}</p>}
      <Outlet />
    </div>
  );
}

function Sections({ mayAct }: { mayAct: boolean }) {
  const sections = useMessages("admin").sections;
  const admin = useMessages("admin");
  return (
    <nav className={styles.sections} aria-label={sections.label}>
      <Link to="/admin/tasks">{sections.tasks}</Link>
      <Link to="/admin/workers">{sections.workers}</Link>
      <Link to="/admin/staff">{sections.staff}</Link>
      {mayAct ? <a href="/flower/">{admin.flower}</a> : null}
    </nav>
  );
}

function Clock() {
  const admin = useMessages("admin");
  const [zone, choose] = useZone();
  return (
    <Segments
      legend={admin.clock.label}
      choices={zones}
      names={admin.clock}
      value={zone}
      onChoose={choose}
    />
  );
}
