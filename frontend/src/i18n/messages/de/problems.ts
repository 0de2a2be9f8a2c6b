/**
 * Meldungen nach dem Fehlercode des Servers. Ein Test vergleicht die Codes mit denen des Servers.
 */
export const texts: Readonly<Record<string, string>> = {
  // Überall
  internal_error:
    "Auf unserer Seite ist etwas schiefgegangen. Mit der Kennung finden wir heraus, was es war.",
  database_unavailable:
    "Wir kommen gerade nicht an unsere Daten heran. Versuch es in einem Moment noch einmal.",
  database_away: "Wir konnten unsere Daten nicht erreichen.",
  database_busy: "Unsere Datenbank war zu beschäftigt.",
  database_full: "In unserer Datenbank ist kein Platz mehr.",
  bad_request: "Die Anfrage war nicht zu verstehen.",
  validation_failed: "Einige Angaben stimmen noch nicht.",
  body_too_slow: "Die Anfrage kam nicht rechtzeitig vollständig an.",
  body_too_large: "Die Anfrage ist größer, als diese Adresse annimmt.",
  headers_too_large: "Die Kopfzeilen der Anfrage sind zu groß.",
  unavailable: "Der Server antwortet gerade nicht. Bitte versuch es in einer Minute noch einmal.",
  cross_site_request: "Diese Anfrage kam von einer fremden Seite und wurde abgelehnt.",
  too_many_requests: "Das waren zu viele Versuche. Bitte warte ein wenig.",
  queue_late: "Gerade ist hier sehr viel los. Bitte versuch es in ein paar Minuten noch einmal.",
  idempotency_key_reused: "Diese Anfrage wurde schon mit anderem Inhalt gesendet.",
  not_found: "Diese Adresse gibt es nicht.",
  method_not_allowed: "Das geht an dieser Adresse nicht.",

  // Angaben in Formularen
  missing: "Diese Angabe fehlt.",
  email_missing: "Gib deine E-Mail-Adresse ein.",
  email_invalid: "Das ist keine E-Mail-Adresse, an die wir schreiben können.",
  email_has_invisible_character:
    "In der Adresse steckt ein unsichtbares Zeichen. Tipp sie bitte ein, statt sie einzufügen.",
  email_unchanged: "Das ist schon deine Adresse.",
  name_missing: "Gib einen Namen ein.",
  name_too_long: "Nimm höchstens 80 Zeichen.",
  name_invalid: "Im Namen ist ein Zeichen, das sich nicht anzeigen lässt.",
  name_invisible: "Im Namen ist kein sichtbares Zeichen.",
  name_has_too_many_marks: "Auf einem Buchstaben des Namens sind zu viele Zeichen.",
  password_invalid: "Im Passwort ist ein Zeichen, das sich nicht lesen lässt.",
  password_control_character:
    "Im Passwort ist ein Steuerzeichen, zum Beispiel ein Tabulator oder ein Zeilenumbruch. Entferne es.",
  password_too_short: "Nimm mindestens 12 Zeichen; ein Satz ist gut.",
  password_too_long: "Nimm höchstens 128 Zeichen.",
  password_personal:
    "Das besteht vor allem aus deinem Namen oder deiner Adresse, und die kennen andere. Nimm weitere Wörter hinzu.",
  password_guessable: "Dieses Passwort ist leicht zu erraten. Ein eigener Satz ist gut.",
  password_common:
    "Dieses Passwort steht auf Listen häufiger Passwörter oder ähnelt einem davon. Ein eigener Satz ist gut.",
  password_word: "Einzelne Wörter und Namen sind leicht zu erraten. Ein eigener Satz ist gut.",
  password_date: "Datumsangaben und Jahreszahlen sind leicht zu erraten. Ein eigener Satz ist gut.",
  password_repeats: "Wiederholungen wie „aaa“ sind leicht zu erraten. Ein eigener Satz ist gut.",
  password_sequence: "Folgen wie „abc“ sind leicht zu erraten. Ein eigener Satz ist gut.",
  password_keys: "Tastenfolgen wie „qwertz“ sind leicht zu erraten. Ein eigener Satz ist gut.",

  // Bilder
  picture_unusable: "Dieses Bild lässt sich nicht verwenden.",
  picture_too_large: "Das Bild muss kleiner als 10 MB sein.",
  picture_format:
    "Dieses Bild können wir nicht lesen. JPEG, PNG, WebP, GIF und AVIF funktionieren.",
  picture_damaged:
    "Dieses Bild ist beschädigt oder unvollständig. Speichere es neu als JPEG, oder nimm ein anderes.",
  picture_too_many_pixels:
    "Das Bild hat zu viele Pixel. Speichere es kleiner und versuch es noch einmal.",
  picture_too_costly:
    "Dieses Bild ist zu aufwendig zu verarbeiten. Speichere es neu als JPEG, oder nimm ein anderes.",
  picture_gone: "Dieses Bild wurde ersetzt oder entfernt.",
  crop_invalid: "Der Ausschnitt muss ein Quadrat innerhalb des Bilds sein.",
  storage_unavailable:
    "Das Bild lässt sich gerade nicht speichern. Bitte versuch es später noch einmal.",
  storage_unreachable:
    "Das Bild lässt sich gerade nicht speichern. Bitte versuch es gleich noch einmal.",

  // Registrieren, bestätigen, anmelden
  sign_up_not_found:
    "Diese Registrierung gibt es nicht. Links zu alten Registrierungen funktionieren nach einer Weile nicht mehr.",
  sign_up_over: "Diese Registrierung ist abgeschlossen: Sie wurde bestätigt oder ist abgelaufen.",
  confirmation_unknown:
    "Dieser Link ist keiner von unseren. Bitte sieh nach, ob er vollständig ist.",
  confirmation_used: "Diese Adresse ist schon bestätigt. Du kannst dich anmelden.",
  confirmation_replaced: "Dieser Link gilt nicht mehr. Bitte nimm den aus der neuesten E-Mail.",
  confirmation_expired: "Dieser Link ist abgelaufen. Bitte lass dir einen neuen schicken.",
  address_taken: "Zu dieser Adresse gibt es inzwischen ein eigenes Konto.",
  password_needed:
    "Mehr als eine Person möchte diese Adresse nutzen. Bitte gib das Passwort ein, das du gewählt hast.",
  wrong_password: "Das Passwort stimmt nicht.",
  invalid_credentials:
    "E-Mail-Adresse oder Passwort stimmen nicht, oder die Adresse ist noch nicht bestätigt.",
  not_authenticated: "Bitte melde dich an.",
  not_allowed: "Deine Rolle erlaubt das nicht. Rollen vergibt die Administration.",
  other_account:
    "Du bist jetzt mit einem anderen Konto angemeldet. Die Seite wurde neu geladen; es wurde nichts geändert.",
  unsuitable_database: "Diese Datenbank ist für Foyer nicht geeignet.",
  session_not_found: "Diese Anmeldung gibt es nicht; vielleicht ist sie schon beendet.",
  reset_unknown: "Dieser Link ist keiner von unseren. Bitte sieh nach, ob er vollständig ist.",
  reset_used:
    "Dieser oder ein neuerer Link wurde schon verwendet. Bitte lass dir einen neuen schicken.",
  reset_expired: "Dieser Link ist abgelaufen. Bitte lass dir einen neuen schicken.",
  last_administrator: "Sonst ist niemand in der Administration. Mach zuerst jemand anderen dazu.",

  // Aufgaben und E-Mails
  task_not_found: "Diese Aufgabe gibt es nicht.",
  queue_not_found: "Diese Warteschlange gibt es nicht.",
  task_ended: "Diese Aufgabe ist schon zu Ende.",
  task_not_ended: "Diese Aufgabe ist noch nicht zu Ende.",
  task_repeated: "Diese Aufgabe wurde schon wiederholt.",
  task_forgotten:
    "Das Konto, um das es in dieser Aufgabe ging, ist gelöscht; sie lässt sich nicht wiederholen.",
  query_too_slow: "Diese Suche dauert zu lange. Grenze es ein, etwa auf eine kürzere Zeit.",
  account_not_found: "Ein Konto mit dieser Adresse gibt es nicht.",
  span_invalid: "Der Zeitraum muss vor seinem Ende beginnen und höchstens zehn Jahre lang sein.",
  year_out_of_range: "Wähle ein Jahr von 1970 bis 9999.",
  timestamp_invalid: "Gib eine Zeit wie 2026-01-31T12:00:00Z an.",
  duration_invalid: "Gib eine Dauer wie PT1H oder P7D an.",
  time_range_ambiguous: "Gib entweder eine Dauer oder Anfang und Ende an.",
  cursor_invalid: "Dieser Teil der Liste ist nicht mehr zu finden; fang beim Neuesten an.",
  mail_refused: "Der Mailserver nimmt für diese Adresse keine E-Mails an. Ist die Adresse richtig?",
  mailbox_full: "Das Postfach dieser Adresse ist voll.",
  mailbox_full_for_now: "Das Postfach dieser Adresse ist gerade voll. Wir versuchen es weiter.",
  mail_deferred: "Der Mailserver bittet um etwas Geduld. Wir versuchen es weiter.",
  mail_delayed: "Wir erreichen den Mailserver gerade nicht. Wir versuchen es weiter.",
  mail_login_failed:
    "Unsere Anmeldung beim Mailserver klappt gerade nicht. Wir kümmern uns darum und versuchen es weiter.",
  mail_encryption_failed:
    "Die sichere Verbindung zum Mailserver klappt gerade nicht. Wir kümmern uns darum und versuchen es weiter.",
  mail_sender_rejected:
    "Es gibt ein Problem mit unserer Absenderadresse. Wir kümmern uns darum und versuchen es weiter.",
  mail_not_permitted:
    "Unser Mailserver nimmt unsere E-Mails gerade nicht an. Wir kümmern uns darum und versuchen es weiter.",
  mail_unconfirmed:
    "Der Mailserver hat den Empfang der E-Mail nicht bestätigt. Wir versuchen es noch einmal.",
  mail_maybe_sent:
    "Der Mailserver hat den Empfang der E-Mail nie bestätigt. Vielleicht kommt sie trotzdem an.",
  mail_obsolete: "Diese E-Mail wird nicht mehr gebraucht.",
  kind_unknown: "Diese Version kann das nicht mehr.",
  worker_lost: "Der Dienst, der das erledigen sollte, ist unerwartet ausgefallen.",
  cancelled: "Das wurde in der Administration abgebrochen.",
  too_slow: "Das hat zu lange gedauert.",
  result_invalid: "Das ist erledigt, aber das Ergebnis ließ sich nicht speichern.",
  predecessor_failed: "Das wurde nicht gemacht, weil etwas davor nicht geklappt hat.",
  payload_invalid: "Diese Version kann den Auftrag nicht lesen.",
  payload_too_new: "Das muss eine neuere Version erledigen.",
  end_refused: "Das ist beendet, aber wir konnten nicht speichern, wie.",
  replaced: "Etwas Neueres hat das ersetzt.",
};
