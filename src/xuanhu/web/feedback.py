"""How a service was, in words: what the insured choose from, and what the team reads."""

from typing import Final

MARKS: Final = {5: "很满意", 4: "满意", 3: "一般", 2: "不太满意", 1: "很不满意"}
