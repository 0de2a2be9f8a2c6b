import type { texts as english } from "../en/admin";
import { texts as actions } from "./admin/actions";
import { texts as history } from "./admin/history";
import { texts as shared } from "./admin/shared";
import { texts as staff } from "./admin/staff";
import { texts as task } from "./admin/task";
import { texts as workers } from "./admin/workers";

/** Die Texte der Seiten für die Administration. */
export const texts: typeof english = { ...shared, history, actions, task, workers, staff };
