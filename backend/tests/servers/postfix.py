"""Debian's Postfix as a relay: TLS, log-in by SASL, and a policy that a test decides."""

import os
import pwd
import shutil
import smtplib
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import pytest

from local.context import Context
from local.ports import LOOPBACK, free_port
from local.process import Process
from testkit.debian import libraries, unpacked
from tests.servers.certificate import Certificate
from tests.servers.postfix_policy import Policy

USER, PASSWORD = "foyer@relay.example", "a password: of/the relay"
ADMINISTRATOR_ONLY = "Postfix starts as root only"

# Accounts that every Debian has: Postfix wants two that are not root and not shared with "nobody".
_OWNER, _GROUP = "daemon", "mail"

_MAIN = """\
compatibility_level = 3.6
mail_owner = {owner}
setgid_group = {group}
command_directory = {root}/usr/sbin
daemon_directory = {root}/usr/lib/postfix/sbin
shlib_directory = {root}/usr/lib/postfix
meta_directory = {folder}/etc
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log/postfix.log
maillog_file_prefixes = {folder}
import_environment = MAIL_CONFIG MAIL_LOGTAG POSTLOG_SERVICE POSTLOG_HOSTNAME
 LD_LIBRARY_PATH={LD_LIBRARY_PATH} SASL_PATH={SASL_PATH}
myhostname = relay.example
mydestination =
mynetworks =
alias_maps =
inet_interfaces = {host}
inet_protocols = ipv4
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
smtpd_sasl_auth_enable = yes
smtpd_sasl_path = smtpd
smtpd_sasl_local_domain = relay.example
cyrus_sasl_config_path = {folder}/etc/sasl
smtpd_error_sleep_time = 0
smtpd_sender_login_maps = inline:{{ {{ hello@foyer.example = another@relay.example }} }}
virtual_mailbox_domains = foyer.example
virtual_mailbox_maps = inline:{{ {{ postmaster@foyer.example = postmaster }} }}
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = check_policy_service inet:{host}:{policy}, permit_sasl_authenticated,
 reject
default_transport = smtp:[{host}]:{next_hop}
"""
_MASTER = """\
{host}:{starttls} inet n - n - - smtpd -o smtpd_tls_security_level=encrypt
{host}:{tls} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
_SASL = """\
pwcheck_method: auxprop
auxprop_plugin: sasldb
sasldb_path: {folder}/data/sasldb
mech_list: PLAIN LOGIN
"""
_QUEUES = (
    *("active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming"),
    *("maildrop", "pid", "private", "public", "saved", "trace"),
)


class Postfix(Process):
    """A relay that hands every mail on to `next_hop`, a port of this machine.

    Set `next_hop` before the start.
    """

    def __init__(self, context: Context, certificate: Certificate) -> None:
        # Its processes are no root, so they may not enter the private folders of pytest.
        folder = Path(tempfile.mkdtemp(prefix="postfix-"))
        super().__init__("postfix", folder, context)
        self.starttls, self.tls = free_port(), free_port()
        self.policy = Policy()
        self.certificate = certificate
        self.next_hop = 0
        self._root = unpacked("postfix", "sasl2-bin", "libsasl2-modules")

    def url(self, scheme: str, password: str = PASSWORD) -> str:
        """Return an SMTP_URL for this relay."""
        port = self.tls if scheme == "smtps" else self.starttls
        return f"{scheme}://{quote(USER, safe='')}:{quote(password, safe='')}@{LOOPBACK}:{port}"

    @property
    def log(self) -> str:
        return (self.folder / "log" / "postfix.log").read_text()

    def prepare(self) -> None:
        if os.geteuid() != 0:
            pytest.skip(ADMINISTRATOR_ONLY)
        folder, owner = self.folder, pwd.getpwnam(_OWNER)
        folder.chmod(0o711)
        for name in ("etc/sasl", "data", "log", *(f"queue/{queue}" for queue in _QUEUES)):
            (folder / name).mkdir(parents=True)
        for path in (folder / "data", *(folder / "queue").iterdir()):
            if path.name != "pid":
                os.chown(path, owner.pw_uid, -1)
        values = {
            "owner": _OWNER,
            "group": _GROUP,
            "root": self._root,
            "folder": folder,
            "host": LOOPBACK,
            "starttls": self.starttls,
            "tls": self.tls,
            "certificate": self.certificate.file,
            "key": self.certificate.key,
            "policy": self.policy.server_address[1],
            "next_hop": self.next_hop,
            **libraries(self._root),
        }
        for name, text in (("main.cf", _MAIN), ("master.cf", _MASTER), ("sasl/smtpd.conf", _SASL)):
            (folder / "etc" / name).write_text(text.format(**values))
        self._create_user()
        os.chown(folder / "data" / "sasldb", owner.pw_uid, -1)

    def _create_user(self) -> None:
        user, _, realm = USER.partition("@")
        program, file = self._root / "usr/sbin/saslpasswd2", self.folder / "data" / "sasldb"
        subprocess.run(
            [program, "-p", "-c", "-u", realm, "-f", file, user],
            env={**self.env, **libraries(self._root)},
            input=PASSWORD,
            check=True,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def command(self) -> Sequence[str | Path]:
        variables = (f"{name}={value}" for name, value in libraries(self._root).items())
        master = self._root / "usr/lib/postfix/sbin/master"
        return ["env", *variables, master, "-d", "-c", self.folder / "etc"]

    def is_ready(self) -> bool:
        try:
            with smtplib.SMTP(LOOPBACK, self.starttls, timeout=5):
                return True
        except (OSError, smtplib.SMTPException):
            return False

    def close(self) -> None:
        """Stop it and delete its files."""
        self.stop()
        self.policy.shutdown()
        self.policy.server_close()
        shutil.rmtree(self.folder)
