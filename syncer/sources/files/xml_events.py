"""Reading XML of unknown origin: streaming, no entities, no document types, any prefix.

The parser is the interpreter's own expat with the doors shut that defusedxml shuts. It is
driven directly because recordings need that three ways: names come with their prefix, so that
an undeclared one does no harm; nothing is built in memory; and what stands before a fault has
been handed over already.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn
from xml.parsers import expat

from syncer.sources import Refused

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str, str], None]

_CHUNK = 1 << 18


class NestedTooDeep(Exception):
    """No recording nests its elements so deep."""


MAX_NESTING = 64
"""GPX and TCX nest ten levels with every extension."""


def _refuse(*_: object) -> NoReturn:
    raise Refused("it defines XML entities or a document type, which no recording needs")


def feed(data: bytes, start: Start, end: End) -> str | None:
    """Call `start(name, attributes)` and `end(name, text)` for each element, in order.

    Names are without prefix. Answers None for a sound file, else in words what was lost.
    Raises Refused for document types and entities, which hostile files are made of.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    text: list[str] = []
    depth = 0

    def on_start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_NESTING:
            raise NestedTooDeep
        text.clear()
        start(name.rpartition(":")[2], attributes)

    def on_end(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(name.rpartition(":")[2], "".join(text))
        text.clear()

    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    parser.CharacterDataHandler = text.append
    # Garmin's own TCX begins with ten spaces before the declaration, which XML forbids.
    clean = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    try:
        for at in range(0, len(clean), _CHUNK):
            parser.Parse(clean[at : at + _CHUNK], False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        if error.code == expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS]:
            return "it is cut off; what was recorded before is kept"
        return f"its XML breaks off in line {error.lineno}; what stands before is kept"
    except NestedTooDeep:
        return "its XML nests deeper than a recording does; what stands before is kept"
    except LookupError:
        return "it names an unknown text encoding"
    return None
