import { useState } from "react";
import { problemText } from "../api/problem";
import { takeAccountChange } from "../lib/account-change";
import panel from "../styles/panel.module.css";

const problem = { code: "other_account", message: "" };

/** Explains a page that was reloaded because another account is logged in. */
export function AccountChangeBanner() {
  const [changed] = useState(takeAccountChange);
  return changed ? (
    <p role="alert" className={panel.lead}>
      {problemText(problem)}
    </p>
  ) : null;
}
