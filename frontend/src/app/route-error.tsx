import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { ApiError } from "../api/problem";
import { ErrorPage } from "../components/error-page";
import { reloadPage } from "../lib/reload-page";

/**
 * The page for errors while a route loads.
 *
 * An API request is sent again. After any other error, such as a failed chunk, the page is loaded
 * from the server: the network may be back, or a newer deployment in place.
 */
export function RouteError({ error }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => (error instanceof ApiError ? void router.invalidate() : reloadPage());
  return <ErrorPage error={error} onRetry={retry} />;
}
