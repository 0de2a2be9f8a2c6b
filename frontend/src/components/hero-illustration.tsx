import styles from "./hero-illustration.module.css";

/** A decorative illustration: an entrance hall with an open door and portraits on the wall. */
export function HeroIllustration() {
  return (
    <svg className={styles.illustration} viewBox="0 0 440 200" aria-hidden="true">
      <path className={styles.glow} d="M150 160h92l74 40H84z" />
      <path className={styles.light} d="M150 160V82a46 46 0 0 1 92 0v78z" />
      <path className={styles.door} d="M150 160V82c0-20 12-37 30-43v132z" />
      <circle className={styles.light} cx="172" cy="108" r="3" />
      <path className={styles.line} d="M138 160V82a58 58 0 0 1 116 0v78M0 160h150M242 160h198" />
      <circle className={styles.frame} cx="54" cy="74" r="27" />
      <circle className={styles.portrait} cx="54" cy="68" r="9" />
      <path className={styles.portrait} d="M36 94c2-11 9-17 18-17s16 6 18 17a27 27 0 0 1-36 0z" />
      <circle className={styles.frame} cx="318" cy="62" r="20" />
      <circle className={styles.portrait} cx="318" cy="58" r="6.5" />
      <path className={styles.portrait} d="M305 77c1-8 6-12 13-12s12 4 13 12a20 20 0 0 1-26 0z" />
      <circle className={styles.frame} cx="380" cy="88" r="30" />
      <circle className={styles.portrait} cx="380" cy="81" r="10" />
      <path
        className={styles.portrait}
        d="M360 110c2-12 10-18 20-18s18 6 20 18a30 30 0 0 1-40 0z"
      />
    </svg>
  );
}
