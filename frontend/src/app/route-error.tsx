import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { ApiError } from "../api/problem";
import { ErrorNotice } from "../components/error-notice";
import { reloadPage } from "./reload-page";

/**
 * A page that did not come up. What the server did not answer is asked again. Anything else, such as a part of
 * the app that could not be fetched, takes a new page: the network may be back, the deployment a newer one.
 */
export function RouteError({ error }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => (error instanceof ApiError ? void router.invalidate() : reloadPage());
  return <ErrorNotice error={error} onRetry={retry} />;
}
