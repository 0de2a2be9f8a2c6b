import { Link, Outlet } from "@tanstack/react-router";
import { useLazyKeepFocus } from "../hooks/use-lazy-keep-focus";
import { useTransferredFiles } from "../hooks/use-transferred-files";
import { useMessages } from "../i18n/messages";
import { useSessionHint } from "../lib/session-hint";
import { LanguageSwitch } from "./language-switch";
import styles from "./layout.module.css";
import { Logo } from "./logo";
import { OfflineBanner } from "./offline-banner";
import { ThemeSwitch } from "./theme-switch";

/** The header, navigation and footer around every page. */
export function Layout() {
  const shell = useMessages("shell");
  const main = useLazyKeepFocus<HTMLElement>();
  // A file that is dropped beside its field, or on a page without one, must not replace the page.
  useTransferredFiles(null);
  return (
    <div className={styles.layout}>
      <a className={styles.skip} href="#main">
        {shell.skipToContent}
      </a>
      <header className={styles.header}>
        <Link to="/" className={styles.home}>
          <Logo />
        </Link>
        <Navigation />
      </header>
      <OfflineBanner />
      <main ref={main} id="main" className={styles.main}>
        <Outlet />
      </main>
      <footer className={styles.footer}>
        <p>{shell.footer}</p>
        <div className={styles.switches}>
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
      </footer>
    </div>
  );
}

function Navigation() {
  const shell = useMessages("shell");
  const signedIn = useSessionHint();
  return (
    <nav aria-label={shell.nav.label} className={styles.nav}>
      {signedIn ? (
        <Link to="/profile">{shell.nav.profile}</Link>
      ) : (
        <>
          <Link to="/sign-up">{shell.nav.signUp}</Link>
          <Link to="/log-in">{shell.nav.logIn}</Link>
        </>
      )}
    </nav>
  );
}
