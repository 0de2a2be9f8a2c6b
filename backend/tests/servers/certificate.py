"""A self-signed certificate."""

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
