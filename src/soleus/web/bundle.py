"""The bundled front end: hashed files, and the plain names that templates use."""

import json
from dataclasses import dataclass
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from soleus.errors import StoreError

FOLDER = Path(__file__).parent / "static"
A_YEAR_S = 31_536_000


@dataclass(frozen=True, slots=True)
class Bundle:
    """Static files by the name under which they were written in ``frontend/src/pages``."""

    folder: Path
    hashed: dict[str, str]

    def url(self, name: str) -> str:
        """Where the browser finds it.

        Raises
        ------
        KeyError  if a template names a file that the bundle has not
        """
        return f"/static/{self.hashed[name]}"


def read_bundle(folder: Path = FOLDER) -> Bundle:
    """The bundle of this installation.

    Raises
    ------
    StoreError  if it was never built
    """
    try:
        return Bundle(folder, json.loads((folder / "manifest.json").read_text(encoding="utf-8")))
    except (OSError, ValueError):
        raise StoreError(
            f"the front end is not built ({folder / 'manifest.json'} is missing); install again: uv pip install -e ."
        ) from None


class Static(StaticFiles):
    """Files whose name holds their hash never change, the others are asked about each time."""

    def __init__(self, bundle: Bundle) -> None:
        super().__init__(directory=bundle.folder)
        self._forever = frozenset(bundle.hashed.values())

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, with how long it may be kept."""
        response = await super().get_response(path, scope)
        forever = path in self._forever or path.startswith("chunk-")
        response.headers["Cache-Control"] = f"public, max-age={A_YEAR_S}, immutable" if forever else "no-cache"
        return response
