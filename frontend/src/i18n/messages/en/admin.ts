import { texts as actions } from "./admin/actions";
import { texts as history } from "./admin/history";
import { texts as shared } from "./admin/shared";
import { texts as staff } from "./admin/staff";
import { texts as task } from "./admin/task";
import { texts as workers } from "./admin/workers";

/** The texts of the administrators' pages. */
export const texts = { ...shared, history, actions, task, workers, staff };
