import { Link } from "@tanstack/react-router";
import { MessagePage } from "../components/message-page";
import { messages } from "../messages";
import button from "../styles/button.module.css";

/** For addresses that lead nowhere. */
export function NotFoundPage() {
  const { home, ...text } = messages.notFound;
  return (
    <MessagePage {...text}>
      <Link to="/" className={button.primary}>
        {home}
      </Link>
    </MessagePage>
  );
}
