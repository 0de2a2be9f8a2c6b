"""From the sign-up form to the confirmed account."""
