"""People of a journey: each signs in with user name and password, and every page they pass is held to account."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

OWN_PASSWORD = "Willow-Bridge-{}-2022"
PICTURES = os.environ.get("FUGONG_PICTURES", "")  # a folder: a picture of every page passed is kept there, for the eye


@dataclass
class Walker:
    """One browser window, used by one person after the other. `faults` gathers what no page may do."""

    page: Any
    is_phone: bool = False
    faults: list[str] = field(default_factory=list)
    passed: int = 0
    who: str = ""

    def __post_init__(self) -> None:
        self.page.on("response", self._judge)
        self.page.on("pageerror", lambda error: self.faults.append(f"{self.page.url}: {error}"))
        self.page.on(
            "console", lambda said: self.faults.append(f"{self.page.url}: {said.text}") if _bad(said) else None
        )

    def _judge(self, response: Any) -> None:
        if response.status >= 400:
            self.faults.append(f"{self.who} {response.request.method} {response.url}: {response.status}")

    def look(self) -> None:
        """The page as it stands: nothing sticks out sideways."""
        self.page.wait_for_load_state()
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            self.faults.append(f"{self.who} {self.page.url}: {wide} pixels wider than the screen")
        self.passed += 1
        if PICTURES:
            name = re.sub(r"\W+", "-", self.page.url.split("/", 3)[3])[:50]
            screen = "phone" if self.is_phone else "desk"
            self.page.screenshot(
                path=Path(PICTURES) / f"{screen}-{self.passed:03}-{self.who}-{name}.png", full_page=True
            )

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.look()

    def follow(self, address_end: str) -> None:
        """Clicks the link in the page's content whose address ends like that."""
        with self.page.expect_navigation():
            self.page.locator(f'#main a[href$="{address_end}"]:visible').first.click()
        self.look()

    def go(self, address: str) -> None:
        """Takes an entry of the navigation; on the phone the drawer is opened first."""
        if self.is_phone:
            self.page.locator(".thumb-bar button[data-toggle-nav]").click()
        with self.page.expect_navigation():
            self.page.locator(f'#sidebar a[href="{address}"]').click()
        self.look()

    def form(self, action_end: str = "") -> Any:
        """The form of the content whose action ends like that; unfolded where it is folded away."""
        if not action_end:
            return self.page.locator("#main form[method=post]").first
        found = self.page.locator(f'#main form[action$="{action_end}"]').first
        found.evaluate(
            "form => { for (let up = form; up; up = up.parentElement) if (up.tagName === 'DETAILS') up.open = true }"
        )
        return found

    def send(self, form: Any, button: str = "button:not([type=button])", sure: bool = False) -> None:
        """Sends a form, and says yes where a question is asked first."""
        with self.page.expect_navigation():
            form.locator(button).first.click()
            if sure:
                self.page.locator("#confirm [data-confirmed]").click()
        self.look()

    @property
    def text(self) -> str:
        return str(self.page.locator("body").inner_text())

    @contextmanager
    def signed_in(self, username: str, password: str) -> Iterator[None]:
        """Signs in by the form; who holds a password for one use chooses another first. Signs out at the end."""
        self.who = username
        self.open("/accounts/login/")
        self._enter(username, password)
        if "/accounts/password/" in self.page.url:
            own = OWN_PASSWORD.format(username)
            for name, value in (("oldpassword", password), ("password1", own), ("password2", own)):
                self.page.fill(f"[name={name}]", value)
            self.send(self.form())
        yield
        self.page.locator(".topbar-end .dropdown-toggle").last.click()
        with self.page.expect_navigation():
            self.page.locator('form[action$="/logout/"] button').click()

    def _enter(self, username: str, password: str) -> None:
        self.page.fill("[name=login]", username)
        self.page.fill("[name=password]", password)
        self.send(self.page.locator('form[action$="/login/"]'))


def _bad(said: Any) -> bool:
    return said.type == "error" and "Failed to load resource" not in said.text  # answers are judged by themselves
