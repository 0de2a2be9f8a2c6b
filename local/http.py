"""HTTP on this machine: it needs no TLS, so clients need not load certificates."""

import ssl

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For `verify=` of httpx. Without it each client loads all certificates, which takes 20 ms."""
