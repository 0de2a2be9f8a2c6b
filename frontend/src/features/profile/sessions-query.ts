import { queryOptions } from "@tanstack/react-query";
import { listSessions } from "../../api/endpoints-account";

/** The sessions of the signed-in user. */
export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: ({ signal }) => listSessions(signal),
});
