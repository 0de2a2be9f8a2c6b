import panel from "../styles/panel.module.css";
import { Skeleton } from "./skeleton";

/** A placeholder for a page while it loads. */
export function PageSkeleton() {
  return (
    <div className={panel.page} aria-busy="true">
      <Skeleton rows={6} />
    </div>
  );
}
