import type { StaffMember } from "../../../api/generated";

/** A change that the administrator has to confirm. */
export interface RoleChange {
  member: StaffMember;
  role: StaffMember["role"];
}
