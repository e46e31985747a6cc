"""What happened between installations, in words."""

from typing import Any

SENTENCES: Any = ()
