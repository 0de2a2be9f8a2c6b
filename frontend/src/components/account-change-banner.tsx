import { useLocation } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { problemText } from "../api/problem";
import { takeAccountChange } from "../lib/account-change";
import panel from "../styles/panel.module.css";

const problem = { code: "other_account", message: "" };

/**
 * Explains a page that was reloaded because another account is logged in, until the user opens
 * another page.
 */
export function AccountChangeBanner() {
  const path = useLocation().pathname;
  const [changed, setChanged] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: on another page the message is over
  useEffect(() => setChanged(takeAccountChange()), [path]);
  return changed ? (
    <p role="alert" className={panel.lead}>
      {problemText(problem)}
    </p>
  ) : null;
}
