import type { StaffMember } from "../../../api/generated";
import { useMessages } from "../../../i18n/messages";
import button from "../../../styles/button.module.css";
import { useRole } from "../use-role";
import type { RoleChange } from "./role-change";
import styles from "./staff-page.module.css";

interface StaffListProps {
  members: readonly StaffMember[];
  /** Missing for users who may not act. */
  onChange: ((change: RoleChange) => void) | undefined;
}

/** The operators and administrators. */
export function StaffList({ members, onChange }: StaffListProps) {
  const text = useMessages("admin").staff;
  return (
    <ul className={styles.members} aria-label={text.list}>
      {members.map((member) => (
        <StaffRow key={member.id} member={member} onChange={onChange} />
      ))}
    </ul>
  );
}

function StaffRow({
  member,
  onChange,
}: Pick<StaffListProps, "onChange"> & { member: StaffMember }) {
  const text = useMessages("admin").staff;
  const { profile } = useRole();
  return (
    <li className={styles.member}>
      <p className={styles.identity}>
        <span className={styles.name}>
          <bdi>{member.display_name}</bdi>{" "}
          {member.id === profile.id ? <span className={styles.self}>{text.you}</span> : null}
        </span>
        <span className={styles.email}>
          <bdi>{member.email}</bdi>
        </span>
      </p>
      <p className={styles.role}>{text.roles[member.role]}</p>
      {onChange ? <RoleButtons member={member} onChange={onChange} /> : null}
    </li>
  );
}

interface RoleButtonsProps {
  member: StaffMember;
  onChange: (change: RoleChange) => void;
}

function RoleButtons({ member, onChange }: RoleButtonsProps) {
  const otherRole = member.role === "admin" ? "operator" : "admin";
  return (
    <div className={styles.changes}>
      <ChangeButton change={{ member, role: otherRole }} onChange={onChange} />
      <ChangeButton change={{ member, role: "user" }} onChange={onChange} />
    </div>
  );
}

interface ChangeButtonProps {
  change: RoleChange;
  onChange: (change: RoleChange) => void;
}

function ChangeButton({ change, onChange }: ChangeButtonProps) {
  const { display_name: name, email } = change.member;
  const text = useMessages("admin").staff;
  return (
    <button type="button" className={button.quiet} onClick={() => onChange(change)}>
      {text.make[change.role]}
      <span className="visually-hidden">{text.of(name, email)}</span>
    </button>
  );
}
