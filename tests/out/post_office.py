"""A real SMTP server on the loopback, that refuses, hangs up or asks for a login when told to."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword
from aiosmtpd.smtp import Session as Talk
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

OK = "250 OK"


@dataclass
class PostOffice:
    """What arrived, and how to answer. `before_answer` is called with the mail in hand."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    to_sender: str = OK
    to_recipient: Callable[[str], str] = lambda address: OK
    to_content: str = OK
    hang_up: bool = False
    drops: bool = False
    """Whether the connection breaks as soon as a mail was accepted."""
    before_answer: Callable[[], None] = lambda: None

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Talk, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.to_sender

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Talk, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.to_recipient(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Talk, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        if self.to_content == OK:
            self.raw.append(envelope.content)
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
            self.recipients += envelope.rcpt_tos
            self.encrypted.append(session.ssl is not None)
        self.before_answer()
        if self.hang_up:
            assert server.transport is not None
            server.transport.abort()
        if self.drops:
            assert server.transport is not None
            asyncio.get_running_loop().call_later(0.01, server.transport.close)
        return self.to_content

    @property
    def message_ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.mails]


@contextmanager
def open_office(
    office: PostOffice | None = None,
    *,
    starttls: ssl.SSLContext | None = None,
    tls: ssl.SSLContext | None = None,
    password: str | None = None,
) -> Iterator[PostOffice]:
    """Serve until the block ends; with `password`, only to `club` with that password."""
    office = office or PostOffice()

    def check(
        server: SMTP, session: Talk, envelope: Envelope, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        assert office is not None
        office.logins.append(data.login.decode())
        good = data == LoginPassword(b"club", (password or "").encode())
        return AuthResult(success=good, handled=good)

    controller = Controller(
        office,
        hostname="127.0.0.1",
        port=0,
        tls_context=starttls,
        require_starttls=starttls is not None,
        ssl_context=tls,
        authenticator=check if password is not None else None,
        auth_required=password is not None,
        auth_require_tls=starttls is not None,
    )
    # The controller connects to itself to see that it runs, so it must know its port.
    controller.port = _free_port()
    controller.start()
    office.port = controller.port
    try:
        yield office
    finally:
        controller.stop()


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Authority:
    """An authority made up for a test, and a server's certificate from it."""

    ca_file: Path
    server: ssl.SSLContext


def authority(folder: Path, name: str = "localhost") -> Authority:
    """A new authority whose one certificate is for `name` (and 127.0.0.1 for localhost)."""
    folder.mkdir(parents=True, exist_ok=True)
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "An authority for tests")])
    names: list[x509.GeneralName] = [x509.DNSName(name)]
    if name == "localhost":
        names.append(x509.IPAddress(ip_address("127.0.0.1")))
    ca = _certificate(issuer, issuer, ca_key.public_key(), ca_key, None)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    cert = _certificate(subject, issuer, key.public_key(), ca_key, names)
    ca_file, chain = folder / "ca.pem", folder / "server.pem"
    ca_file.write_bytes(ca.public_bytes(serialization.Encoding.PEM))
    chain.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + cert.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    return Authority(ca_file, context)


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    public: ec.EllipticCurvePublicKey,
    signed_by: ec.EllipticCurvePrivateKey,
    names: list[x509.GeneralName] | None,
) -> x509.Certificate:
    is_ca = names is None
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(public),
            critical=False,
        )
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signed_by.public_key()),
            critical=False,
        )
    )
    if names is not None:
        made = made.add_extension(x509.SubjectAlternativeName(names), critical=False)
    else:
        usage = x509.KeyUsage(True, False, False, False, False, True, True, False, False)
        made = made.add_extension(usage, critical=True)
    return made.sign(signed_by, hashes.SHA256())
