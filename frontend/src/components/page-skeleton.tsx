import panel from "../styles/panel.module.css";
import { Skeleton } from "./skeleton";

/** What a page shows while it is on its way. */
export function PageSkeleton() {
  return (
    <div className={panel.page} aria-busy="true">
      <Skeleton rows={6} />
    </div>
  );
}
