import { Outlet, useRouteContext } from "@tanstack/react-router";
import { MessagePage } from "../../components/message-page";
import { useMessages } from "../../messages";

/** Lets administrators through. */
export function AdminGate() {
  const text = useMessages("admin").history.forbidden;
  const { profile } = useRouteContext({ from: "/members/admin" });
  return profile.role === "admin" ? <Outlet /> : <MessagePage {...text} />;
}
