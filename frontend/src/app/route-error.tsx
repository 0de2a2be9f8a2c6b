import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { ApiError } from "../api/problem";
import { ErrorPage } from "../components/error-page";
import { reloadPage } from "./reload-page";

/**
 * A page that did not come up. What the server did not answer is asked again. Anything else, such as a part of
 * the app that could not be fetched, takes a new page: the network may be back, the deployment a newer one.
 */
export function RouteError({ error }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => (error instanceof ApiError ? void router.invalidate() : reloadPage());
  return <ErrorPage error={error} onRetry={retry} />;
}
