import { Outlet, useRouteContext } from "@tanstack/react-router";
import { MessagePage } from "../../components/message-page";
import { adminMessages } from "../../messages-admin";

/** Lets administrators through. */
export function AdminGate() {
  const { profile } = useRouteContext({ from: "/members/admin" });
  return profile.role === "admin" ? (
    <Outlet />
  ) : (
    <MessagePage {...adminMessages.history.forbidden} />
  );
}
