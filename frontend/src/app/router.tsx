import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouterHistory,
  redirect,
} from "@tanstack/react-router";
import { isSessionMissing } from "../api/problem";
import { PageSkeleton } from "../components/page-skeleton";
import { SignUpPage } from "../features/sign-up/sign-up-page";
import { keepRawSearch, parseLogInSearch } from "../lib/search-params";
import { sessionHint } from "../lib/session-hint";
import { Layout } from "./layout";
import { lazyPage } from "./lazy-page";
import { RouteError } from "./route-error";

interface Context {
  queryClient: QueryClient;
}

const root = createRootRouteWithContext<Context>()({ component: Layout });

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: sessionHint() !== null ? "/profile" : "/sign-up", replace: true });
  },
});

// The sign-up page is part of the first load. Every other page is loaded when it is needed.
const signUp = createRoute({ getParentRoute: () => root, path: "/sign-up", component: SignUpPage });

const welcome = createRoute({
  getParentRoute: () => root,
  path: "/welcome/$signUpId",
  component: lazyPage("welcome", () => import("../features/welcome/welcome-page"), "WelcomePage"),
});

const confirm = createRoute({
  getParentRoute: () => root,
  path: "/confirm",
  component: lazyPage("confirm", () => import("../features/confirm/confirm-page"), "ConfirmPage"),
});

const logIn = createRoute({
  getParentRoute: () => root,
  path: "/log-in",
  validateSearch: parseLogInSearch,
  component: lazyPage("log-in", () => import("../features/session/log-in-page"), "LogInPage"),
});

const resetPassword = createRoute({
  getParentRoute: () => root,
  path: "/reset-password",
  component: lazyPage(
    "reset-password",
    () => import("../features/session/reset-password-page"),
    "ResetPasswordPage",
  ),
});

/**
 * The routes below need a session. Without one they redirect to the log-in page, which leads back.
 */
const authenticated = createRoute({
  getParentRoute: () => root,
  id: "members",
  component: lazyRouteComponent(() => import("./members-frame"), "MembersFrame"),
  beforeLoad: async ({ context, location, cause }) => {
    const { meQuery } = await import("../api/queries");
    try {
      return { profile: await context.queryClient.ensureQueryData(meQuery) };
    } catch (error) {
      throw isSessionMissing(error)
        ? redirect({
            to: "/log-in",
            search: { next: location.href },
            // A user who stayed on the page had a session, and is told that it is over.
            state: { sessionEnded: cause === "stay" },
            replace: true,
          })
        : error;
    }
  },
});

const profile = createRoute({
  getParentRoute: () => authenticated,
  path: "/profile",
  component: lazyPage("profile", () => import("../features/profile/profile-page"), "ProfilePage"),
});

/** The routes below are for administrators and operators. The server checks the role again. */
const admin = createRoute({
  getParentRoute: () => authenticated,
  path: "/admin",
  component: lazyPage("admin", () => import("../features/admin/admin-layout"), "AdminLayout"),
});

const adminHome = createRoute({
  getParentRoute: () => admin,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/admin/tasks", replace: true });
  },
});

const adminTasks = createRoute({
  getParentRoute: () => admin,
  path: "/tasks",
  validateSearch: keepRawSearch,
  component: lazyPage("admin", () => import("../features/admin/history/tasks-page"), "TasksPage"),
});

const adminTask = createRoute({
  getParentRoute: () => admin,
  path: "/tasks/$taskId",
  component: lazyPage("admin", () => import("../features/admin/task/task-page"), "TaskPage"),
});

const adminWorkers = createRoute({
  getParentRoute: () => admin,
  path: "/workers",
  component: lazyPage(
    "admin",
    () => import("../features/admin/workers/workers-page"),
    "WorkersPage",
  ),
});

const adminStaff = createRoute({
  getParentRoute: () => admin,
  path: "/staff",
  component: lazyPage("admin", () => import("../features/admin/staff/staff-page"), "StaffPage"),
});

const unknownAddress = createRoute({
  getParentRoute: () => root,
  path: "$",
  component: lazyPage("not-found", () => import("./not-found"), "NotFoundPage"),
});

const routeTree = root.addChildren([
  home,
  signUp,
  welcome,
  confirm,
  logIn,
  resetPassword,
  authenticated.addChildren([
    profile,
    admin.addChildren([adminHome, adminTasks, adminTask, adminWorkers, adminStaff]),
  ]),
  unknownAddress,
]);

/**
 * Creates the router. The route guards read the signed-in user from `queryClient`. The history is
 * the browser's, unless another one is given.
 */
export function createAppRouter(queryClient: QueryClient, history?: RouterHistory) {
  return createRouter({
    routeTree,
    ...(history && { history }),
    context: { queryClient },
    defaultPreload: "intent",
    defaultPendingComponent: PageSkeleton,
    defaultErrorComponent: RouteError,
    // As it is rendered at build time, it would be a script in the page.
    scrollRestoration: !import.meta.env.SSR,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
