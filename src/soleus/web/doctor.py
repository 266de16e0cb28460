"""Doctor: is everything in order on the computer and in this browser, and what to do if not."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import Request

from soleus.web.gate import sits_here
from soleus.web.pages import Mine, Setting, new_pages, workspace_of
from soleus.workspace.doctor import Finding, examine

pages = new_pages()


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorPage:
    """What was found on the computer; None from elsewhere, where only the browser is looked at.

    ``now_ms`` is what the computer's clock says, for the browser to compare its own.
    """

    now: datetime
    now_ms: float
    findings: tuple[Finding, ...] | None

    @property
    def bad(self) -> int:
        """How much needs doing at once."""
        return sum(finding.verdict == "bad" for finding in self.findings or ())


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockAnswer:
    """What the computer's clock says, in milliseconds since 1970."""

    now_ms: float


@pages.page("/doctor", "doctor.html")
def doctor(request: Request, desk: Mine, settings: Setting) -> DoctorPage:
    """What is in order, what is not, and what to do."""
    now, found = settings.now(), None
    if sits_here(request):  # paths and sizes of the whole installation concern whoever sits at it
        found = tuple(examine(workspace_of(request).folder.root, now=now, with_camera=False))
    return DoctorPage(now=now, now_ms=settings.now().timestamp() * 1000, findings=found)


@pages.router.get("/doctor/clock.json", tags=["json"])
def clock(desk: Mine, settings: Setting) -> ClockAnswer:
    """The computer's clock, without the examination."""
    return ClockAnswer(now_ms=settings.now().timestamp() * 1000)
