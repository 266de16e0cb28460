"""XML as a stream of elements: bounded in size and depth, deaf to entities."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.parsers import expat  # no entity is ever declared: see _refuse

from soleus.errors import InputError
from soleus.recording.packed import Readable

CHUNK_BYTES = 1 << 20
MAX_DEPTH = 64  # GPX, TCX and Health exports nest less than 10 deep
MAX_TEXT = 1 << 16
PROLOGUE_BYTES = 1 << 16  # the declarations of a Health export take 10 kB
_ILLEGAL = bytes(b for b in range(32) if b not in (9, 10, 13))  # control characters that iOS has written into exports
_ODD_ENCODING = (LookupError, ValueError, UnicodeError, UnicodeDecodeError)
"""What codecs raise where the XML names one that is unknown, of several bytes, or not of text."""
_DOCTYPE = re.compile(rb"<!DOCTYPE\s[^\[>]*(\[)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One element as it ends: its name without prefix, its attributes, its own text and its parents' names."""

    name: str
    attributes: dict[str, str]
    text: str
    parents: tuple[str, ...]


Handler = Callable[[str, dict[str, str], tuple[str, ...]], None]


def read_elements(
    file: Readable, where: str, on_end: Callable[[Element], None], on_start: Handler | None = None
) -> str | None:
    """Call ``on_end`` for every element; returns what broke the file off, None if it is whole.

    A document type is left out unread; one that declares entities refuses the file.

    Raises
    ------
    InputError  if entities are declared, or the nesting or a text is beyond anything that such files have
    """
    stack: list[tuple[str, dict[str, str], list[str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(stack) >= MAX_DEPTH:
            raise InputError(f"{where}: XML nested over {MAX_DEPTH} deep; export the file again")
        local = name.rpartition(":")[2]
        if on_start:
            on_start(local, attributes, tuple(one[0] for one in stack))
        stack.append((local, attributes, []))

    def end(_: str) -> None:
        name, attributes, pieces = stack.pop()
        on_end(Element(name=name, attributes=attributes, text="".join(pieces), parents=tuple(s[0] for s in stack)))

    def text(piece: str) -> None:
        if stack and sum(map(len, stack[-1][2][-1:])) < MAX_TEXT and len(stack[-1][2]) < MAX_TEXT:
            stack[-1][2].append(piece[:MAX_TEXT])

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.EntityDeclHandler = lambda *_: _refuse(where)
    try:
        for chunk in _without_doctype(file, where):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        return f"the file breaks off or is damaged at line {error.lineno} ({expat.ErrorString(error.code)})"
    except (LookupError, ValueError) as error:
        if type(error) not in _ODD_ENCODING:
            raise
        raise InputError(f"{where}: the XML is in an encoding that cannot be read; export it as UTF-8") from error
    return None


def _refuse(where: str) -> None:
    raise InputError(f"{where}: the XML declares entities, which no activity needs; export the file again")


def _without_doctype(file: Readable, where: str) -> Iterator[bytes]:
    """The file in pieces, its document type cut out, its illegal control characters blanked."""
    blank = bytes.maketrans(_ILLEGAL, b" " * len(_ILLEGAL))
    head = file.read(PROLOGUE_BYTES)
    if head[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        head = _cut(head, where).translate(blank)
        yield head
        while piece := file.read(CHUNK_BYTES):
            yield piece.translate(blank)
        return
    yield head  # UTF-16 goes through as it is; expat itself refuses declared entities there
    while piece := file.read(CHUNK_BYTES):
        yield piece


def _cut(head: bytes, where: str) -> bytes:
    found = _DOCTYPE.search(head)
    if not found:
        return head
    end = head.find(b"]", found.end()) if found.group(1) else found.end() - 1
    close = head.find(b">", end) if end >= 0 else -1
    if close < 0:
        raise InputError(f"{where}: the XML's document type does not end within 64 kB; export the file again")
    if b"<!ENTITY" in head[found.start() : close].upper():
        _refuse(where)
    lines = head[found.start() : close + 1].count(b"\n")
    return head[: found.start()] + b"\n" * lines + head[close + 1 :]


def root_of(head: bytes) -> str | None:
    """Name of the first element in these bytes."""
    for order in ("utf-16-le", "utf-16-be"):
        if head[:2] == {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}[order]:
            head = head[2:].decode(order, errors="replace").encode("utf-8", errors="replace")
    found = _DOCTYPE.search(head)
    if found and found.group(1):
        end = head.find(b"]", found.end())
        head = head[: found.start()] + (head[end + 1 :] if end >= 0 else b"")
    match = re.search(rb"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)", head)
    return match.group(1).decode() if match else None
