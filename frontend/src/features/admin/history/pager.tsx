import { Link, useLocation, useRouter } from "@tanstack/react-router";
import { useMessages } from "../../../i18n/messages";
import button from "../../../styles/button.module.css";
import panel from "../../../styles/panel.module.css";
import { changeSearch, serialiseSearch } from "./task-search";
import { useTaskSearch } from "./use-task-search";

declare module "@tanstack/react-router" {
  interface HistoryState {
    /** How many newer pages of the list are in the browser's history. */
    newerPages?: number;
  }
}

/**
 * Links to older and newer pages. The cursor only leads to older pages; the browser's history leads
 * back.
 */
export function Pager({ next }: { next: string | null }) {
  const text = useMessages("admin").history.list;
  const { search } = useTaskSearch();
  const { history } = useRouter();
  const { newerPages = 0 } = useLocation().state;
  if (!(search.cursor || next)) {
    return null;
  }
  return (
    <nav className={panel.actions} aria-label={text.pages}>
      {search.cursor ? (
        <Link
          from="/admin/tasks"
          search={serialiseSearch(changeSearch(search, {}))}
          className={button.secondary}
        >
          {text.newest}
        </Link>
      ) : null}
      {newerPages > 0 ? (
        <button type="button" className={button.secondary} onClick={() => history.back()}>
          {text.newer}
        </button>
      ) : null}
      {next ? (
        <Link
          from="/admin/tasks"
          search={serialiseSearch({ ...search, cursor: next })}
          state={{ newerPages: newerPages + 1 }}
          className={button.secondary}
        >
          {text.older}
        </Link>
      ) : null}
    </nav>
  );
}
