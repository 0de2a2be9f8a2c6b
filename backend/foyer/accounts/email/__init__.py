"""E-mail addresses, the mails about accounts, and the links in them."""
