import { useQueryClient } from "@tanstack/react-query";
import { Outlet } from "@tanstack/react-router";
import { useEffect } from "react";
import { AccountChangeBanner } from "../components/account-change-banner";
import { preloadKeepFocus } from "../hooks/use-lazy-keep-focus";
import { followAccountInOtherTabs } from "./follow-account";

/** The frame of the pages that show an account. */
export function MembersFrame() {
  const queryClient = useQueryClient();
  useEffect(() => followAccountInOtherTabs(queryClient), [queryClient]);
  useEffect(preloadKeepFocus, []);
  return (
    <>
      <AccountChangeBanner />
      <Outlet />
    </>
  );
}
