"""How a file comes in: the body of a request or a form goes to the in-tray piece by piece, never whole into memory."""

from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from anyio import CancelScope
from anyio.to_thread import run_sync
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from soleus.errors import InputError
from soleus.web.pages import Mine
from soleus.web.settings import FORM_BYTES
from soleus.workspace.intray import Arriving, Tray, new_tray

PIECE_BYTES = 1 << 20  # written to the disk at once
NOT_WHOLE = "The file did not arrive whole; choose it again."
FILE_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class Nothing(BaseModel):
    """Nothing is said beside the files."""


Said = TypeVar("Said", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Arrived(Generic[Said]):
    """Files in a tray, which whoever gets this puts away, and what the form said beside them."""

    tray: Tray
    said: Said


@dataclass(frozen=True, slots=True)
class FilesForm(Generic[Said]):
    """A form that brings files: a dependency that receives it; after an error nothing of it is left."""

    field: str
    said: type[Said]
    most: int = 1

    async def __call__(self, request: Request, desk: Mine) -> AsyncIterator[Arrived[Said]]:
        """Receive the form."""
        tray = await run_sync(lambda: new_tray(desk, n_bytes=declared_bytes(request)))
        try:
            yield await self._received(request, tray)
        except BaseException:  # also where the server is stopped meanwhile
            with CancelScope(shield=True):
                await run_sync(tray.discard)
            raise

    async def _received(self, request: Request, tray: Tray) -> Arrived[Said]:
        with ExitStack() as files:
            form = _Form(request.headers.get("content-type", ""), self, tray, files)
            await _pour(request, form.take)
        if not form.ended:
            raise InputError(NOT_WHOLE)
        if not tray.files:
            raise InputError(f"{self.field}: no file was chosen; choose one.")
        try:
            return Arrived(tray, self.said.model_validate(form.said))
        except ValidationError as error:
            raise RequestValidationError([{**one, "loc": ("body", *one["loc"])} for one in error.errors()]) from None

    @property
    def described(self) -> dict[str, Any]:
        """The same for the OpenAPI document."""
        file = {"type": "string", "format": "binary"}
        schema = self.said.model_json_schema()
        chosen = {"type": "array", "items": file, "maxItems": self.most} if self.most > 1 else file
        schema["properties"] = {self.field: chosen, **schema.get("properties", {})}
        schema["required"] = [self.field, *schema.get("required", ())]
        return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}


async def receive_file(request: Request, tray: Tray, name: str) -> None:
    """Put the body of a request into a tray.

    Raises
    ------
    InputError     if it is empty or does not arrive whole
    DiskFullError  if the disk has no room for it
    """
    with tray.arriving(name) as file:
        await _pour(request, file.write)
    if file.n_bytes != declared_bytes(request, otherwise=file.n_bytes):
        raise InputError(NOT_WHOLE)
    if not file.n_bytes:
        raise InputError("The file is empty; choose another.")


def declared_bytes(request: Request, *, otherwise: int = 0) -> int:
    """How large the body is as far as the request says so."""
    length = request.headers.get("content-length", "")
    return int(length) if length.isdigit() else otherwise


async def _pour(request: Request, take: Callable[[bytes], None]) -> None:
    """The body, a piece at a time, to ``take`` in a thread."""
    piece = bytearray()
    try:
        async for chunk in request.stream():
            piece += chunk
            if len(piece) >= PIECE_BYTES:
                await run_sync(take, bytes(piece))
                piece.clear()
    except ClientDisconnect:
        raise InputError("The connection was lost before the whole file was here; choose it again.") from None
    await run_sync(take, bytes(piece))


class _Form:
    """Takes the body of a form apart: files of ``asked.field`` to the tray, words to ``said``, other files nowhere."""

    def __init__(self, content_type: str, asked: FilesForm[Any], tray: Tray, files: ExitStack) -> None:
        kind, options = parse_options_header(content_type)
        if kind != b"multipart/form-data" or b"boundary" not in options:
            raise InputError(f"{asked.field}: no file was chosen; send them as multipart/form-data.")
        self.said: dict[str, str] = {}
        self.ended = False
        self._asked, self._tray, self._files = asked, tray, files
        self._header, self._value, self._disposition = b"", b"", b""
        self._file: Arriving | None = None
        self._word: tuple[str, bytearray] | None = None
        self._n_files = self._n_word_bytes = 0
        self._parser = MultipartParser(
            options[b"boundary"],
            {
                "on_header_field": self._on_header_field,
                "on_header_value": self._on_header_value,
                "on_header_end": self._on_header_end,
                "on_headers_finished": self._on_headers_finished,
                "on_part_data": self._on_part_data,
                "on_part_end": self._on_part_end,
                "on_end": self._on_end,
            },
        )

    def take(self, data: bytes) -> None:
        """Go on with the next piece."""
        try:
            self._parser.write(data)
        except FormParserError:
            raise InputError("The form cannot be read; send it again.") from None

    def _on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header = self._value = b""

    def _on_headers_finished(self) -> None:
        options = parse_options_header(self._disposition)[1]
        self._disposition = b""
        field = options.get(b"name", b"").decode(errors="replace")
        name = options.get(b"filename")
        if name is None:
            self._count_words(field)
            self._word = (field, bytearray())
        elif name and field == self._asked.field:  # a browser sends a nameless one where nothing was chosen
            self._n_files += 1
            if self._n_files > self._asked.most:
                raise InputError(f"{field}: expected at most {self._asked.most} files at once.")
            self._file = self._files.enter_context(self._tray.arriving(name.decode(errors="replace")))

    def _on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            self._file.write(data[start:end])
        elif self._word is not None:
            self._count_words(data[start:end])
            self._word[1].extend(data[start:end])

    def _count_words(self, words: bytes | str) -> None:
        self._n_word_bytes += len(words)
        if self._n_word_bytes > FORM_BYTES:
            raise InputError("The words of this form are too long.")

    def _on_part_end(self) -> None:
        if self._word is not None and self._word[1]:  # an empty field is one that was not filled in
            self.said[self._word[0]] = self._word[1].decode(errors="replace")
        self._files.close()
        self._file = self._word = None

    def _on_end(self) -> None:
        self.ended = True
