"""Who may come in: passwords, tokens, scopes, expiry, revocation, and guesses that get slower."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.errors import DeniedError, InputError, NotFoundError
from soleus.workspace import accounts, audit, sessions
from soleus.workspace.place import Desk, Workspace
from soleus.workspace.throttle import FREE_TRIES, LONGEST_WAIT_S, MOST_KEYS, Throttle
from tests.stores import NOW

PASSWORD = "a calf and two shins"
DAY = timedelta(days=1)


@pytest.fixture
def anna(workspace: Workspace) -> Desk:
    return workspace.desk(accounts.create(workspace, "anna", PASSWORD, now=NOW))


def test_the_right_password_opens_and_every_other_does_not(workspace: Workspace, anna: Desk) -> None:
    assert accounts.sign_in(workspace, "anna", PASSWORD, now=NOW).id == anna.owner
    for name, password in (("anna", PASSWORD + " "), ("anna", ""), ("Anna", PASSWORD), ("", ""), ("bob", PASSWORD)):
        with pytest.raises(DeniedError, match="name or password is wrong"):
            accounts.sign_in(workspace, name, password, now=NOW)


def test_the_local_account_cannot_be_signed_in_to_until_it_has_a_password(workspace: Workspace) -> None:
    desk = workspace.local_desk(NOW)
    for password in ("", "None", PASSWORD):
        with pytest.raises(DeniedError):
            accounts.sign_in(workspace, "local", password, now=NOW)
    accounts.secure(desk, "carla", PASSWORD, now=NOW)
    assert accounts.sign_in(workspace, "carla", PASSWORD, now=NOW).id == desk.owner
    assert workspace.local_account(NOW).id == desk.owner


def test_passwords_are_stored_as_argon2id_only(workspace: Workspace, anna: Desk) -> None:
    with workspace.store.door() as door:
        found = door.named("anna")
    assert found is not None
    assert str(found[1]).startswith("$argon2id$")


def test_an_old_hash_is_made_anew_at_sign_in(workspace: Workspace, anna: Desk) -> None:
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with workspace.store.door() as door:
        door.secure(anna.known_owner, "anna", weak)
    accounts.sign_in(workspace, "anna", PASSWORD, now=NOW)
    with workspace.store.door() as door:
        found = door.named("anna")
    assert found is not None
    assert found[1] != weak
    accounts.sign_in(workspace, "anna", PASSWORD, now=NOW)


@pytest.mark.parametrize("password", ["", "short", "x" * 1025, "annaanna12"])
def test_a_weak_password_is_refused(workspace: Workspace, password: str) -> None:
    with pytest.raises(InputError, match="password"):
        accounts.create(workspace, "anna", password, now=NOW)


@pytest.mark.parametrize("name", ["", " anna", "anna ", "an\nna", "a" * 81, "local", "an\x00na"])
def test_a_name_that_is_taken_or_none_is_refused(workspace: Workspace, name: str) -> None:
    workspace.local_account(NOW)
    with pytest.raises(InputError):
        accounts.create(workspace, name, PASSWORD, now=NOW)


def test_nobody_takes_over_the_name_of_another(workspace: Workspace, anna: Desk) -> None:
    with pytest.raises(InputError, match="choose another"):
        accounts.secure(workspace.local_desk(NOW), "anna", "another password", now=NOW)
    assert accounts.sign_in(workspace, "anna", PASSWORD, now=NOW).id == anna.owner


def test_without_an_account_no_password_is_set(workspace: Workspace, anna: Desk) -> None:
    """None is nobody, not everybody: a scope that is missing on both sides must not match."""
    with pytest.raises(DeniedError):
        accounts.secure(workspace.desk(None), "eve", "another password", now=NOW)
    with pytest.raises(DeniedError):
        accounts.make_token(workspace.desk(None), "eve", ("read",), life=DAY, now=NOW)


def test_a_token_opens_its_own_desk_within_its_scopes(workspace: Workspace, anna: Desk) -> None:
    secret, token = accounts.make_token(anna, "script", ("read",), life=DAY, now=NOW)
    found, opened = accounts.holder(workspace, secret, now=NOW)
    assert (found.id, opened.owner) == (token.id, anna.owner)
    accounts.check_scope(found, "read")
    with pytest.raises(DeniedError, match="scopes"):
        accounts.check_scope(found, "write")
    assert secret not in repr(token)
    assert accounts.tokens(anna)[0].last_used_at == NOW


def test_a_token_ends_when_it_expires_or_is_revoked(workspace: Workspace, anna: Desk, other_desk: Desk) -> None:
    secret, token = accounts.make_token(anna, "script", ("read",), life=DAY, now=NOW)
    with pytest.raises(DeniedError, match="expired"):
        accounts.holder(workspace, secret, now=NOW + DAY)
    with pytest.raises(NotFoundError):
        accounts.revoke(other_desk, token.id, now=NOW)
    accounts.holder(workspace, secret, now=NOW)
    accounts.revoke(anna, token.id, now=NOW)
    with pytest.raises(DeniedError, match="revoked"):
        accounts.holder(workspace, secret, now=NOW)


def test_a_new_password_signs_every_browser_out(workspace: Workspace, anna: Desk) -> None:
    secret, _ = accounts.browser_token(anna, now=NOW)
    accounts.holder(workspace, secret, now=NOW)
    accounts.secure(anna, "anna", "two calves and a shin", now=NOW)
    with pytest.raises(DeniedError):
        accounts.holder(workspace, secret, now=NOW)


def test_signing_out_ends_that_browser_only(workspace: Workspace, anna: Desk) -> None:
    (one, _), (two, _) = accounts.browser_token(anna, now=NOW), accounts.browser_token(anna, now=NOW)
    assert one != two
    accounts.revoke_secret(workspace, one, now=NOW)
    accounts.revoke_secret(workspace, "soleus_unknown", now=NOW)
    accounts.holder(workspace, two, now=NOW)
    with pytest.raises(DeniedError):
        accounts.holder(workspace, one, now=NOW)


@pytest.mark.parametrize(
    ("scopes", "life"), [((), DAY), (("all",), DAY), (("read",), timedelta(0)), (("read",), timedelta(days=400))]
)
def test_a_token_without_scope_or_end_is_refused(anna: Desk, scopes: tuple[str, ...], life: timedelta) -> None:
    with pytest.raises(InputError):
        accounts.make_token(anna, "script", scopes, life=life, now=NOW)


def test_no_secret_is_in_the_data_folder(tmp_path: Path) -> None:
    from soleus.workspace.place import open_workspace

    with open_workspace(tmp_path / "data") as workspace:
        desk = workspace.desk(accounts.create(workspace, "anna", PASSWORD, now=NOW))
        secret, _ = accounts.make_token(desk, "script", ("read",), life=DAY, now=NOW)
    written = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
    assert b"anna" in written
    assert PASSWORD.encode() not in written
    assert secret.encode() not in written
    assert secret.removeprefix("soleus_").encode() not in written


def test_the_log_says_who_did_what_and_no_health_values(workspace: Workspace, anna: Desk) -> None:
    accounts.sign_in(workspace, "anna", PASSWORD, now=NOW)
    session = sessions.start(anna, exercise="soleus-push-up", how="tap", now=NOW)
    sessions.edit(anna, session.id, {"notes": "stabbing pain", "pain_during_nrs": 9}, now=NOW + DAY)
    entries = audit.log(anna)
    assert [entry.action for entry in entries] == ["signed in", "session edited"]
    assert entries[1].object_id == session.id
    assert "stabbing" not in repr(entries)


@given(tries=st.lists(st.floats(0, 2000), max_size=40))
def test_the_wait_only_grows_with_further_failures(tries: list[float]) -> None:
    throttle, now_s, last = Throttle(), 0.0, 0.0
    for pause_s in tries:
        now_s += min(pause_s, 3600)
        throttle.failed(("ip 192.0.2.1",), now_s)
        wait_s = throttle.wait_s(("ip 192.0.2.1", "account anna"), now_s)
        assert last - 1e-6 <= wait_s <= LONGEST_WAIT_S + 1e-6
        last = wait_s


def test_a_persons_own_mistakes_cost_nothing_and_a_guesser_waits() -> None:
    throttle, keys = Throttle(), ("ip 192.0.2.1", "account anna")
    for _ in range(FREE_TRIES - 1):
        throttle.failed(keys, 0.0)
    assert throttle.wait_s(keys, 0.0) == 0.0
    for _ in range(20):
        throttle.failed(keys, 0.0)
    assert throttle.wait_s(("ip 198.51.100.9", "account anna"), 0.0) == LONGEST_WAIT_S
    assert throttle.wait_s(("ip 198.51.100.9", "account bob"), 0.0) == 0.0
    assert throttle.wait_s(keys, LONGEST_WAIT_S) == 0.0
    throttle.succeeded(keys)
    throttle.failed(keys, 1000.0)
    assert throttle.wait_s(keys, 1000.0) == 0.0


def test_remembering_guesses_is_bounded() -> None:
    throttle = Throttle()
    for k in range(MOST_KEYS + 10):
        throttle.failed((f"ip {k}",), 0.0)
    assert len(throttle._failures) == MOST_KEYS
