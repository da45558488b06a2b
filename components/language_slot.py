"""The slot that holds the language of the conversation."""

from __future__ import annotations

from typing import Any

from rasa.shared.core.slots import Slot

from understanding.language import LANGUAGES, detect_language, requested_language


class LanguageSlot(Slot):
    """Is filled with each message's text and holds the language to answer in, `zh` or `en`.

    The language of the last message that has one counts. A customer who asks for a language gets it until they
    write in it themselves. Reading the language here, and not in a custom action, costs no action call a turn and
    works without an action server.
    """

    type_name = "components.language_slot.LanguageSlot"

    def __init__(self, name: str, mappings: list[dict[str, Any]], initial_value: Any = LANGUAGES[0], **kwargs: Any):
        """Create the slot (see parent class)."""
        self._wish: str | None = None
        super().__init__(name, mappings, initial_value=initial_value, **kwargs)

    @property
    def value(self) -> Any:
        """The language to answer in."""
        return self._value

    @value.setter
    def value(self, text: Any) -> None:
        """Take a message's text, or a language itself."""
        self._has_been_set = True
        if text in LANGUAGES:
            self._value, self._wish = text, None
            return
        if not isinstance(text, str):
            self._value, self._wish = self.initial_value, None
            return
        wish, written = requested_language(text), detect_language(text)
        if wish:
            self._wish = wish if written != wish else None
            self._value = wish
        elif written and (self._wish is None or written == self._wish):
            self._value, self._wish = written, None

    def _as_feature(self) -> list[float]:
        """Return no features: the language does not steer the dialogue."""
        return []

    def _feature_dimensionality(self) -> int:
        return 0
