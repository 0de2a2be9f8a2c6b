import { Link, Outlet } from "@tanstack/react-router";
import { messages } from "../messages";
import { useSeemsSignedIn } from "../session";
import styles from "./layout.module.css";
import { Logo } from "./logo";
import { OfflineBanner } from "./offline-banner";
import { ThemeSwitch } from "./theme-switch";

/** What every page has around it. */
export function Layout() {
  return (
    <div className={styles.layout}>
      <a className={styles.skip} href="#main">
        {messages.skipToContent}
      </a>
      <header className={styles.header}>
        <Link to="/" className={styles.home}>
          <Logo />
        </Link>
        <Navigation />
      </header>
      <OfflineBanner />
      <main id="main" className={styles.main}>
        <Outlet />
      </main>
      <footer className={styles.footer}>
        <p>{messages.footer}</p>
        <ThemeSwitch />
      </footer>
    </div>
  );
}

function Navigation() {
  const signedIn = useSeemsSignedIn();
  return (
    <nav aria-label={messages.nav.label} className={styles.nav}>
      {signedIn ? (
        <Link to="/profile">{messages.nav.profile}</Link>
      ) : (
        <>
          <Link to="/sign-up">{messages.nav.signUp}</Link>
          <Link to="/log-in">{messages.nav.logIn}</Link>
        </>
      )}
    </nav>
  );
}
