"""URLs of the settings, parsed once: every process connects with the same parameters.

Each class parses one setting strictly, refuses text that two libraries would read differently, and
gives keyword arguments to the libraries. No URL with a password is ever written as text again.
"""
