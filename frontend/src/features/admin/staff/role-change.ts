import type { StaffMember } from "../../../api/generated";

/** A change that waits for its confirmation. */
export interface RoleChange {
  member: StaffMember;
  role: StaffMember["role"];
}
