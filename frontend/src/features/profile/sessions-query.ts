import { queryOptions } from "@tanstack/react-query";
import { listSessions } from "../../api/endpoints-account";

/** Where the person is logged in. */
export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: ({ signal }) => listSessions(signal),
});
