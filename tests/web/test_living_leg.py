"""The leg of the live page: its table is the person's own, and it moves only for those who want motion."""

import pytest
from starlette.testclient import TestClient

from soleus.exercises import catalogue
from soleus.workspace import people
from tests.web.conftest import Now, Opener, Server
from tests.web.test_pages import begin
from tests.web.test_walks import start

LEG = "[data-part=leg][data-ready]"


def test_heights_follow_the_persons_lever_and_every_frame_has_its_colours(stranger: TestClient, now: Now) -> None:
    average = stranger.get("/exercises/soleus-push-up/leg").json()
    assert average["average"]
    desk = stranger.app.state.workspace.local_desk(now())
    people.save_profile(desk, {"stature_m": 2.04, "body_mass_kg": 90.0}, now=now())
    tall = stranger.get("/exercises/soleus-push-up/leg").json()
    assert not tall["average"]
    assert tall["heel_raise_height_m"][-1] == pytest.approx(1.2 * average["heel_raise_height_m"][-1], rel=1e-3)
    n = len(tall["ankle_deg"])
    assert n == len(tall["opacities"]) == len(tall["soleus_share_frac"]) == len(tall["heel_raise_height_m"])
    assert tall["soleus_share_frac"][0] is None  # the heel is down: nothing is carried
    assert all(0.5 < share <= 1.0 for share in tall["soleus_share_frac"][1:])


def test_every_exercise_has_a_leg_and_no_other_name_has(client: TestClient) -> None:
    for exercise_id in catalogue():
        assert client.get(f"/exercises/{exercise_id}/leg").json()["groups"], exercise_id
    assert client.get("/exercises/burpee/leg").status_code == 404


def test_the_drawing_has_the_parts_that_the_table_moves(client: TestClient) -> None:
    page = client.get(f"{begin(client)}/live").text
    table = client.get("/exercises/soleus-push-up/leg").json()
    for name in [*table["groups"], *table["tints"].values(), *(id_ for path in table["paths"] for id_ in path["ids"])]:
        assert f'id="{name}"' in page, name


@pytest.mark.parametrize(("motion", "moves"), [("no-preference", True), ("reduce", False)])
def test_the_leg_follows_the_beat_unless_less_motion_is_asked_for(
    window: Opener, coach: Server, motion: str, moves: bool
) -> None:
    page = window(reduced_motion=motion)
    start(page, coach, "metronome")
    page.wait_for_selector(LEG)
    foot = "document.querySelector('#live-foot').getAttribute('transform')"
    page.click("[data-part=pad]")
    seen = set()
    for _ in range(12):
        page.wait_for_timeout(100)
        seen.add(page.evaluate(foot))
    assert (len(seen) > 4) is moves
    assert ("Soleus" in page.text_content("[data-part=share]")) is moves
