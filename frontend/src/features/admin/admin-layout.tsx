import { Link, Outlet } from "@tanstack/react-router";
import { MessagePage } from "../../components/message-page";
import { SegmentedControl } from "../../components/segmented-control";
import { useMessages } from "../../i18n/messages";
import styles from "./admin-layout.module.css";
import { timeZones, useTimeZone } from "./time-zone";
import { useRole } from "./use-role";

/** The navigation around the administrators' pages. Other users see that they are not allowed. */
export function AdminLayout() {
  const admin = useMessages("admin");
  const { profile, mayAct } = useRole();
  if (profile.role === "user") {
    return <MessagePage {...admin.forbidden} />;
  }
  return (
    <div className={styles.frame}>
      <div className={styles.bar}>
        <AdminNavigation mayAct={mayAct} />
        <TimeZoneSwitch />
      </div>
      {mayAct ? null : <p className={styles.note}>{admin.readOnly}</p>}
      <Outlet />
    </div>
  );
}

function AdminNavigation({ mayAct }: { mayAct: boolean }) {
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

function TimeZoneSwitch() {
  const admin = useMessages("admin");
  const [zone, choose] = useTimeZone();
  return (
    <SegmentedControl
      legend={admin.clock.label}
      choices={timeZones}
      names={admin.clock}
      value={zone}
      onChoose={choose}
    />
  );
}
