"""A session for ears, thumbs and eyes of every kind: sound, language, keyboard, zoom, forced colours."""

from itertools import pairwise

import pytest

from tests.web.conftest import Opener, Server, axe_violations
from tests.web.test_walks import READY, counted, start

HEARD = """window.tones = [];
const begin = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (at) {
  tones.push([at, this.context.currentTime]);
  return begin.call(this, at); };
window.show = (how) => {
  Object.defineProperty(document, "visibilityState", {value: how, configurable: true});
  document.dispatchEvent(new Event("visibilitychange")); };"""
VOICES = """window.said = [];
speechSynthesis.getVoices = () => %s;
window.SpeechSynthesisUtterance = class { constructor(words) { this.words = words; } };
speechSynthesis.speak = (speech) => said.push([speech.words, speech.lang]);"""
GERMAN = "{localService: true, default: true, lang: 'de_DE', name: 'nah'}"
BRITISH = "{localService: true, lang: 'en-GB', name: 'near'}"


def beating(window: Opener, coach: Server) -> object:
    page = window()
    page.add_init_script(HEARD)
    start(page, coach, "metronome")
    page.click("[data-part=pad]")
    page.wait_for_selector("[data-part=pause]:text-is('Pause')")
    return page


def test_beats_are_planned_before_their_time_and_evenly_also_while_the_page_is_busy(
    window: Opener, coach: Server
) -> None:
    page = beating(window, coach)
    page.wait_for_timeout(1500)
    page.evaluate("const until = performance.now() + 250; while (performance.now() < until);")
    page.wait_for_timeout(1500)
    tones = page.evaluate("tones")
    assert len(tones) >= 4
    assert all(at >= planned - 0.05 for at, planned in tones)
    apart = [later[0] - sooner[0] for sooner, later in pairwise(tones)]
    assert [gap / 0.6 for gap in apart] == pytest.approx([round(gap / 0.6) for gap in apart], abs=0.01)


def test_a_hidden_page_plans_far_enough_for_timers_that_run_once_a_second(window: Opener, coach: Server) -> None:
    page = beating(window, coach)
    page.evaluate("show('hidden')")
    at, planned = page.evaluate("tones.at(-1)")
    assert at - planned > 1.5


def test_a_pause_ends_the_beat_and_silence_is_silence(window: Opener, coach: Server) -> None:
    page = beating(window, coach)
    page.click("[data-part=sound]")
    page.wait_for_timeout(500)
    before = page.evaluate("tones.length")
    page.wait_for_timeout(1500)
    assert page.evaluate("tones.length") == before
    page.click("[data-part=sound]")
    page.click("[data-part=pause]")
    page.wait_for_timeout(500)
    before = page.evaluate("tones.length")
    page.wait_for_timeout(1500)
    assert page.evaluate("tones.length") == before


def test_the_voice_speaks_the_pages_language_or_not_at_all(window: Opener, coach: Server) -> None:
    page = window()
    page.add_init_script(VOICES % f"[{GERMAN}, {BRITISH}]")
    start(page, coach)
    page.click("[data-part=voice]")
    page.click("[data-part=pad]")
    page.click("[data-part=pad]")
    assert page.evaluate("said") == [["Voice on", "en-GB"], ["1", "en-GB"]]
    other = window()
    other.add_init_script(VOICES % f"[{GERMAN}]")
    start(other, coach)
    assert other.is_hidden("[data-part=voice]")


def test_every_control_is_reached_and_worked_by_keys(window: Opener, coach: Server) -> None:
    page = window()
    page.add_init_script(VOICES % f"[{BRITISH}]")
    start(page, coach, "metronome")

    def reach(selector: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
                return
        raise AssertionError(f"no way to {selector} by the keyboard")

    reach("[data-part=pause]")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-part=undo]:enabled")
    for part in ("undo", "pain", "sound", "voice"):
        reach(f"[data-part={part}]")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Space")
    assert page.get_attribute("[data-part=voice]", "aria-pressed") == "true"
    reach("[data-part=finish] button")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=How was it?")


@pytest.mark.parametrize(("wide", "high"), [(640, 400), (320, 256)])
def test_at_two_and_four_hundred_percent_nothing_lies_over_the_count(
    window: Opener, coach: Server, wide: int, high: int
) -> None:
    """A window of 1280 x 800 at 200 %, of 1280 x 1024 at 400 %."""
    page = window()
    page.set_viewport_size({"width": wide, "height": high})
    start(page, coach)
    for _ in range(2):
        page.click("[data-part=pad]")
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
        pad, bottom = (page.locator(part).bounding_box() for part in (".pad", ".live .bottom"))
        assert pad["y"] + pad["height"] <= bottom["y"] + 1
    assert counted(page) == "1"
    assert axe_violations(page) == []


def test_with_forced_colours_the_beat_and_a_muted_sound_are_still_seen(window: Opener, coach: Server) -> None:
    page = window(forced_colors="active")
    start(page, coach, "metronome")
    page.click("[data-part=pad]")
    page.wait_for_selector(".pad.beat")
    style = page.evaluate("getComputedStyle(document.querySelector('.pad.beat') ?? document.body).outlineStyle")
    assert style == "solid"
    page.click("[data-part=sound]")
    decoration = page.evaluate("getComputedStyle(document.querySelector('[data-part=sound]')).textDecorationLine")
    assert decoration == "line-through"
    assert axe_violations(page) == []


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_before_it_begins_there_is_one_thing_to_do_and_nothing_to_lose(
    window: Opener, coach: Server, width: str
) -> None:
    page = window(width=width)
    start(page, coach)
    assert page.is_visible("[data-part=pause]")
    assert page.is_hidden("[data-part=finish]")
    page.click("[data-part=pause]")
    page.wait_for_selector("[data-part=pause]:text-is('Pause')")
    assert page.is_visible("[data-part=finish]")
    page.click("[data-part=pause]")
    page.click(".discard summary")
    assert page.is_visible("text=Yes, do not count it")
    page.reload()
    page.wait_for_selector(READY)
    page.click(".discard summary")
    page.click("text=Yes, do not count it")
    page.wait_for_url(coach.url + "/")
