"""Change the rules of the programme one place at a time and see a test go red: make mutation.

The operators are those of Cosmic Ray (comparisons, numbers, arithmetic, `not`, `and`/`or`, loops, decorators). A mutant
is written into a copy and tested in a forked process, without pytest's own start. Arguments name modules.
"""

import compileall
import difflib
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib import import_module
from inspect import signature
from itertools import chain, count, product
from pathlib import Path
from types import ModuleType

from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

import soleus
import soleus.exercises

ROOT = Path(__file__).parents[1]
PROGRAMME = Path("src/soleus/programme")
MODULES = tuple(sorted(path.stem for path in (ROOT / PROGRAMME).glob("*.py") if path.stem != "__init__"))
BINARY = (
    "Add_Sub", "Add_Mul", "Sub_Add", "Mul_Div", "Mul_Add", "Div_Mul", "FloorDiv_Div", "FloorDiv_Mul", "Pow_Mul",
)  # fmt: skip
COMPARISON = (
    "Lt_LtE", "LtE_Lt", "Gt_GtE", "GtE_Gt", "Lt_GtE", "LtE_Gt", "Gt_LtE", "GtE_Lt", "Eq_NotEq", "NotEq_Eq", "Is_IsNot",
    "IsNot_Is",
)  # fmt: skip
"""Limits moved by one and conditions turned round. Left out: other arithmetic (`|` of annotations would be most of it),
and comparisons that ask something else, such as the order of two words."""
TESTS = (
    "screening", "progression", "pain", "rest", "gate", "dose", "history", "programmes", "plan", "goals", "explain",
    "twins", "reading",
)  # fmt: skip
TIMEOUT_S = 30.0
WORKERS = 2
ACCEPTED = ROOT / "benchmarks" / "mutation-survivors.txt"
"""Survivors as `told` tells them, each with the reason behind ` ## `; docs/programme.md counts them."""


def mutants(source: str) -> Iterator[tuple[str, str]]:
    """Operator and changed source, for every place that an operator finds."""
    for name in sorted(operator_names()):
        chosen = BINARY if "BinaryOperator" in name else COMPARISON if "Comparison" in name else ("",)
        if "Variable" in name or not name.endswith(tuple(f"_{one}" if one else "" for one in chosen)):
            continue
        for occurrence in count():
            changed = mutate_code(source, get_operator(name)(), occurrence)
            if changed is None:
                break
            if not _is_form(source, changed):
                yield name, changed


def _is_form(source: str, changed: str) -> bool:
    """How a value is kept and how an argument is passed are no rules."""
    lines = zip(source.splitlines(), changed.splitlines(), strict=False)
    first = next((line for line, other in lines if line != other), "")
    return first.lstrip().startswith(("@dataclass", "def "))


class Bench:
    """Copies of the checkout, one for each process that runs at a time."""

    def __init__(self, folder: Path) -> None:
        self.original = folder / "original"
        self.free = [folder / str(number) for number in range(WORKERS)]
        self.running: dict[int, tuple[Path, Path, str, str, float]] = {}
        for copy in (self.original, *self.free):
            for part in (PROGRAMME, Path("tests/programme")):
                shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
                compileall.compile_dir(copy / part, quiet=1)
            (copy / "tests" / "__init__.py").touch()

    def start(self, module: Path, operator: str, changed: str) -> None:
        """Test the changed module in a fork of this process."""
        folder = self.free.pop()
        (folder / module).write_text(changed, encoding="utf-8")
        for stale in (folder / module.parent / "__pycache__").glob(f"{module.stem}.*.pyc"):
            stale.unlink()  # never written again: a change within a second would not be seen
        child = os.fork()
        if child == 0:
            _test(folder, module.stem)
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
                shutil.copy(self.original / module, folder / module)
                if code == 0:
                    yield module, operator, changed
            if len(self.free) >= n_free:
                return
            time.sleep(0.005)


def _test(folder: Path, name: str) -> None:
    """In the child: test this copy, first with the module's own tests; ends with 0 if all pass."""
    code = 1
    try:
        sys.path[:0] = [str(folder / "src"), str(folder)]
        soleus.__path__ = [str(folder / "src" / "soleus")]  # loaded before the fork, but for the programme
        sys.dont_write_bytecode = True
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        for one in sorted(TESTS, key=lambda other: other != name):
            for call in _calls(import_module(f"tests.programme.test_{one}"), folder):
                call()
        code = 0
    finally:
        os._exit(code)


def _calls(module: ModuleType, folder: Path) -> Iterator[Callable[[], object]]:
    """Every test of a module with every set of its parameters; of those with fixtures the ones that want a folder."""
    for name, test in vars(module).items():
        if name.startswith("test_"):
            marks = [mark for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
            for values in product(*(_values(*mark.args) for mark in marks)):
                told = dict(chain.from_iterable(one.items() for one in values))
                lacking = signature(test).parameters.keys() - told
                if lacking <= {"tmp_path"}:
                    fixtures = {one: Path(tempfile.mkdtemp(dir=folder)) for one in lacking}
                    yield partial(test, **told, **fixtures)


def _values(names: str | tuple[str, ...], rows: Sequence[object]) -> list[dict[str, object]]:
    names = [one.strip() for one in names.split(",")] if isinstance(names, str) else list(names)
    return [dict(zip(names, row if len(names) > 1 else (row,), strict=True)) for row in rows]  # type: ignore[arg-type]


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


def told(module: Path, operator: str, source: str, changed: str) -> str:
    """A survivor in one line: module, operator, the line before and after."""
    both = difflib.unified_diff(source.splitlines(), changed.splitlines(), n=0, lineterm="")
    lines = [one for one in both if one[0] in "+-" and one[:3] not in ("+++", "---")]
    return f"{module.name} | {operator.removeprefix('core/')} | {' | '.join(' '.join(one.split()) for one in lines)}"


def run(names: Sequence[str], folder: Path) -> tuple[int, list[str]]:
    """Number of mutants, and the survivors in a line each."""
    bench = Bench(folder)
    plan = PROGRAMME / "plan.py"
    bench.start(plan, "nothing", (bench.original / plan).read_text(encoding="utf-8"))
    if [operator for _, operator, _ in bench.all_finished()] != ["nothing"]:
        sys.exit("the tests fail without any change; every mutant would look killed")
    total, left = 0, []
    for name in names:
        module, before = PROGRAMME / f"{name}.py", len(left)
        source, number = (bench.original / module).read_text(encoding="utf-8"), 0
        for operator, changed in mutants(source):
            bench.start(module, operator, changed)
            number += 1
            left += [told(module, one, source, text) for _, one, text in bench.finish()]
        left += [told(module, one, source, text) for _, one, text in bench.all_finished()]
        total += number
        print(f"{name}: {number} mutants, {len(left) - before} survive", *left[before:], sep="\n  ", flush=True)
    return total, left


def main() -> None:
    """All mutants; ends with 1 if one survives that is not in the list of explained ones."""
    for name in (
        "pytest",
        "hypothesis",
        "pydantic",
        "soleus.cli",
        "soleus.exercises",
        "soleus.person",
        "soleus.errors",
        "soleus.units",
    ):
        import_module(name)  # once, before the forks; of soleus only what is not changed
    soleus.exercises.catalogue()
    accepted = {line.split(" ## ")[0] for line in ACCEPTED.read_text(encoding="utf-8").splitlines()}
    with tempfile.TemporaryDirectory() as temporary:
        total, left = run(sys.argv[1:] or MODULES, Path(temporary))
    new = [one for one in left if one not in accepted]
    print("Unexplained:", *new, sep="\n")
    print(f"{total} mutants, {len(left)} survive, {len(new)} of them unexplained")
    sys.exit(bool(new))


if __name__ == "__main__":
    main()
