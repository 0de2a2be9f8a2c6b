import { Link } from "@tanstack/react-router";
import { MessagePage } from "../components/message-page";
import { useMessages } from "../i18n/messages";
import button from "../styles/button.module.css";

/** The page for unknown addresses. */
export function NotFoundPage() {
  const { home, ...text } = useMessages("entry").notFound;
  return (
    <MessagePage {...text}>
      <Link to="/" className={button.primary}>
        {home}
      </Link>
    </MessagePage>
  );
}
