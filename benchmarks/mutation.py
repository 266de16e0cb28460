"""Change the rules of the programme one place at a time and see a test go red: make mutation.

The operators are those of Cosmic Ray (comparisons, numbers, arithmetic, `not`, `and`/`or`, loops, decorators). A mutant
is written into a copy of the checkout and tested in a forked process that has pytest loaded. Arguments name modules.
"""

import difflib
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from importlib import import_module
from itertools import count
from pathlib import Path

import pytest
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

ROOT = Path(__file__).parents[1]
PROGRAMME = Path("src/soleus/programme")
SAFETY = (
    "screening", "glucose_table", "medication", "pain", "progression", "history", "rest", "gate", "dose", "steps",
    "session", "case", "plan", "profile", "goals", "equipment", "programmes", "prescription", "tendon",
)  # fmt: skip
NOT_HERE = ("ReplaceBinaryOperator_BitOr", "Variable")  # `|` stands in annotations only; the others need arguments
TESTS = ("screening", "progression", "pain", "rest", "gate", "dose", "history", "programmes", "plan")
TIMEOUT_S = 30.0
WORKERS = 2
ACCEPTED = ROOT / "benchmarks" / "mutation-survivors.txt"


def mutants(module: Path) -> Iterator[tuple[str, str]]:
    """Operator and changed source, for every place that an operator finds."""
    source = (ROOT / module).read_text(encoding="utf-8")
    for name in sorted(operator_names()):
        if any(one in name for one in NOT_HERE):
            continue
        for occurrence in count():
            changed = mutate_code(source, get_operator(name)(), occurrence)
            if changed is None:
                break
            yield name, changed


class Bench:
    """Copies of the checkout, one for each process that runs at a time."""

    def __init__(self, folder: Path) -> None:
        self.free = [folder / str(number) for number in range(WORKERS)]
        self.running: dict[int, tuple[Path, Path, str, str, float]] = {}
        for copy in self.free:
            for part in ("src", "tests"):
                shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
            shutil.copy(ROOT / "pyproject.toml", copy)

    def start(self, module: Path, operator: str, changed: str) -> None:
        """Test the changed module in a fork of this process."""
        folder = self.free.pop()
        (folder / module).write_text(changed, encoding="utf-8")
        child = os.fork()
        if child == 0:
            _test(folder)
        self.running[child] = (folder, module, operator, changed, time.monotonic() + TIMEOUT_S)

    def all_finished(self) -> Iterator[tuple[Path, str, str]]:
        """Wait until no test runs; gives the mutants that survived meanwhile."""
        yield from self.finish(n_free=WORKERS)

    def finish(self, n_free: int = 1) -> Iterator[tuple[Path, str, str]]:
        """Wait until that many copies are free; gives the mutants that survived meanwhile."""
        while True:
            for child, (folder, module, operator, changed, until) in list(self.running.items()):
                code = _ended(child, until)
                if code is None:
                    continue
                del self.running[child]
                self.free.append(folder)
                shutil.copy(ROOT / module, folder / module)
                if code == 0:
                    yield module, operator, changed
            if len(self.free) >= n_free:
                return
            time.sleep(0.005)


def _test(folder: Path) -> None:
    """In the child: run the tests of the rules on this copy and end with their exit code."""
    code = 1
    try:
        os.chdir(folder)
        sys.path[:0] = [str(folder / "src"), str(folder)]
        sys.dont_write_bytecode = True
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        tests = [f"tests/programme/test_{name}.py" for name in TESTS]
        code = int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *tests]))
    finally:
        os._exit(code)


def _ended(child: int, until: float) -> int | None:
    """Exit code of a child that has ended, 1 for one that takes too long; None while it runs."""
    done, status = os.waitpid(child, os.WNOHANG)
    if done:
        return os.waitstatus_to_exitcode(status)
    if time.monotonic() < until:
        return None
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return 1


def told(module: Path, operator: str, changed: str) -> str:
    """A survivor in one line: module, operator, the line before and after."""
    before = (ROOT / module).read_text(encoding="utf-8").splitlines()
    lines = [one for one in difflib.ndiff(before, changed.splitlines()) if one[:2] in ("- ", "+ ")]
    return f"{module.name} | {operator.removeprefix('core/')} | {' | '.join(' '.join(one.split()) for one in lines)}"


def run(names: Sequence[str], folder: Path) -> tuple[int, list[str]]:
    """Number of mutants, and the survivors in a line each."""
    bench = Bench(folder)
    unchanged = (ROOT / PROGRAMME / "plan.py").read_text(encoding="utf-8")
    bench.start(PROGRAMME / "plan.py", "nothing", unchanged)
    if [operator for _, operator, _ in bench.all_finished()] != ["nothing"]:
        sys.exit("the tests fail without any change; every mutant would look killed")
    total, left = 0, []
    for name in names:
        module, before = PROGRAMME / f"{name}.py", len(left)
        number = 0
        for operator, changed in mutants(module):
            bench.start(module, operator, changed)
            number += 1
            left += [told(*one) for one in bench.finish()]
        left += [told(*one) for one in bench.all_finished()]
        total += number
        print(f"{name}: {number} mutants, {len(left) - before} survive", flush=True)
    return total, left


def main() -> None:
    """All mutants; ends with 1 if one survives that is not in the list of explained ones."""
    for name in ("pydantic", "numpy", "tomllib"):
        import_module(name)  # once, before the forks
    accepted = {line.split(" # ")[0] for line in ACCEPTED.read_text().splitlines()} if ACCEPTED.exists() else set()
    with tempfile.TemporaryDirectory() as temporary:
        total, left = run(sys.argv[1:] or SAFETY, Path(temporary))
    new = [one for one in left if one not in accepted]
    print(*new, sep="\n")
    print(f"{total} mutants, {len(left)} survive, {len(new)} of them unexplained")
    sys.exit(bool(new))


if __name__ == "__main__":
    main()
