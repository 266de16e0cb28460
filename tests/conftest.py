"""Settings of the suite: hypothesis without deadlines (shared machines), the shared data where it is there."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.postgres", "tests.stores"]
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
settings.load_profile("suite")
# a cache of compiled kernels for each worker: processes that compile at once may mix up each other's files
_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
os.environ["NUMBA_CACHE_DIR"] = str(Path(__file__).parents[1] / ".venv" / "numba" / _worker)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The development data beside the checkout; tests that need it skip loudly where it is absent."""
    here = Path(__file__).resolve()
    for parent in here.parents:
        folder = parent / "shared" / "data"
        if folder.is_dir():
            return folder
    pytest.skip("NO SHARED DATA beside the checkout: this test against real recordings did not run")
