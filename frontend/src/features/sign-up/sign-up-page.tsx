import { Link } from "@tanstack/react-router";
import { HeroIllustration } from "../../components/hero-illustration";
import { PageHeading } from "../../components/page-heading";
import { useMessages } from "../../i18n/messages";
import panel from "../../styles/panel.module.css";
import { SignUpForm } from "./sign-up-form";
import styles from "./sign-up-page.module.css";

/** The sign-up page: an introduction and the form. */
export function SignUpPage() {
  const text = useMessages("shell").signUp;
  const shell = useMessages("shell");
  return (
    <div className={styles.page}>
      <section className={styles.intro}>
        <PageHeading title={text.title}>{text.heading}</PageHeading>
        <p className={panel.lead}>{text.lead}</p>
        <ol className={styles.steps} aria-label={text.next.label}>
          {text.next.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        <div className={styles.illustration}>
          <HeroIllustration />
        </div>
      </section>
      <section className={panel.panel} aria-labelledby="form-heading">
        <h2 id="form-heading">{text.formHeading}</h2>
        <SignUpForm />
        <p className={panel.aside}>
          {text.haveAccount} <Link to="/log-in">{shell.nav.logIn}</Link>
        </p>
      </section>
    </div>
  );
}
