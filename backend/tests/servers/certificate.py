"""Certificates of servers: a self-signed one, and one of a private authority."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from testkit.debian import program


@dataclass(frozen=True)
class Certificate:
    """A self-signed certificate, which is its own certificate authority."""

    file: Path
    key: Path

    @classmethod
    def create(cls, folder: Path, name: str) -> "Certificate":
        """Create one for the given name (`DNS:localhost`, `IP:127.0.0.1`)."""
        certificate = cls(folder / "certificate.pem", folder / "key.pem")
        command = [*program("openssl", "openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes"]
        files = ["-out", str(certificate.file), "-keyout", str(certificate.key), "-days", "2"]
        subject = ["-subj", "/CN=server", "-addext", f"subjectAltName={name}"]
        subprocess.run([*command, *files, *subject], check=True, capture_output=True, timeout=60)
        return certificate


_EXTENSIONS = """
[req]
distinguished_name = subject
[subject]
[authority]
basicConstraints = critical, CA:TRUE
[server]
basicConstraints = CA:FALSE
subjectAltName = {name}
"""


@dataclass(frozen=True)
class ChainedCertificate:
    """A certificate below a private authority and two intermediate ones, as in companies.

    Attributes:
        authority: what clients trust.
        file: the certificate with the intermediate ones.
    """

    authority: Path
    file: Path
    key: Path

    @classmethod
    def create(cls, folder: Path, name: str) -> "ChainedCertificate":
        """Create one for the given name or names (`DNS:localhost,IP:127.0.0.1`)."""
        extensions = folder / "openssl.cnf"
        extensions.write_text(_EXTENSIONS.format(name=name))
        command = [*program("openssl", "openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes"]
        command += ["-config", str(extensions), "-days", "2"]
        issuer: list[str] = []
        for owner in ("root", "first", "second", "server"):
            file, key = f"{folder}/{owner}.pem", f"{folder}/{owner}-key.pem"
            extension = "server" if owner == "server" else "authority"
            subject = ["-subj", f"/CN={owner}", "-extensions", extension]
            files = ["-out", file, "-keyout", key, *issuer]
            run = [*command, *subject, *files]
            subprocess.run(run, check=True, capture_output=True, timeout=60)
            issuer = ["-CA", file, "-CAkey", key]
        chain = folder / "chain.pem"
        parts = [(folder / f"{owner}.pem").read_text() for owner in ("server", "second", "first")]
        chain.write_text("".join(parts))
        return cls(folder / "root.pem", chain, folder / "server-key.pem")
