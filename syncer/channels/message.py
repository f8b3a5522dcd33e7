"""A letter as a mail: text and HTML side by side, pictures inside, headers that hold any name."""

from __future__ import annotations

import hmac
import re
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy, Policy
from email.utils import format_datetime

from syncer.channels.parcel import NotDelivered, Parcel
from syncer.settings import Settings

LONGEST_NAME = 60
_NOT_SHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+>")


class _Verbatim(UnstructuredHeader, BaseHeader):
    """A header that is never folded: folding would encode a long link and so break it."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


def _policy() -> EmailPolicy[EmailMessage]:
    headers = HeaderRegistry()
    headers.map_to_type("list-unsubscribe", _Verbatim)
    return SMTP.clone(header_factory=headers)


_POLICY = _policy()


def one_line(text: str) -> str:
    """Text that fits a header: no control characters, so nobody's name can add a header.

    Something that looks like an encoded word is broken up, or a reader would decode it.
    """
    return " ".join(_NOT_SHOWN.sub(" ", text).replace("=?", "= ?").split())


def mail_address(text: str) -> str:
    """An address as SMTP takes it, the domain in ASCII. Raises NotDelivered for any other."""
    local, at, domain = text.strip().rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
        address = Address(addr_spec=f"{local}@{ascii_domain}").addr_spec
        address.encode("ascii")
    except (UnicodeError, HeaderParseError, ValueError, IndexError):
        raise NotDelivered("The address is none that mail can be sent to; correct it.") from None
    if not at or not local or not domain or re.search(r"[\s<>\x00-\x1f]", address):
        raise NotDelivered("The address is none that mail can be sent to; correct it.")
    return address


def sender(mail_from: str) -> Address:
    """The club's sender, as set. Raises NotDelivered (until the setting is put right)."""
    # By hand, because people write a club's name with a comma and without quotes.
    name, _, address = mail_from.strip().removesuffix(">").rpartition("<")
    try:
        return Address(_shown(name.strip().strip('"')), addr_spec=mail_address(address))
    except NotDelivered:
        raise NotDelivered(
            "EVENSTRIDE_MAIL_FROM holds no mail address; write it as Club <coach@example.org>.",
            permanent=False,
        ) from None


def message_id(settings: Settings, *what: object) -> str:
    """The Message-ID of one letter: the same each time, and telling nothing of what it is about."""
    key = settings.secret_key.get_secret_value().encode()
    mark = hmac.new(key, repr(what).encode(), "sha256").hexdigest()[:32]
    try:
        domain = sender(settings.mail_from).domain
    except NotDelivered:
        domain = "localhost"
    return f"<{mark}@{domain}>"


def message(mail_from: str, now: datetime, parcel: Parcel) -> EmailMessage:
    """The whole mail, ready for the wire: seven-bit, CRLF, nothing taken on trust."""
    if not _MESSAGE_ID.fullmatch(parcel.message_id):
        raise ValueError(f"{parcel.message_id!r} is no Message-ID")
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = sender(mail_from)
    mail["To"] = Address(_shown(parcel.name), addr_spec=mail_address(parcel.to))
    mail["Subject"] = one_line(parcel.letter.subject)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = parcel.message_id
    # RFC 3834: out-of-office programs must not answer; Exchange asks for its own header.
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    if parcel.unsubscribe is not None:
        mail["List-Unsubscribe"] = f"<{parcel.unsubscribe}>"
        if parcel.one_click:
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(parcel.letter.text, cte="quoted-printable")
    mail.add_alternative(parcel.letter.html, subtype="html", cte="quoted-printable")
    _put_pictures(mail, parcel)
    return mail


def _put_pictures(mail: EmailMessage, parcel: Parcel) -> None:
    html = mail.get_payload()[-1]  # type: ignore[index]
    assert isinstance(html, EmailMessage)
    for name, png in parcel.letter.pictures.items():
        html.add_related(
            png,
            "image",
            "png",
            cid=f"<{name}>",
            disposition="inline",
            filename=f"{name.partition('@')[0]}.png",
        )


def _shown(name: str) -> str:
    return one_line(name)[:LONGEST_NAME].strip()
