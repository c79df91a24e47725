"""How an upper room adds to a lower one without the lower one knowing it."""

from collections.abc import Iterator


class Plugs[T]:
    """A typed list of what apps have added, in the order of INSTALLED_APPS.

    The lower room defines a frozen dataclass and one ``Plugs`` of it; an upper app's
    ``workflow.py``, imported from ``AppConfig.ready()``, calls ``add``.
    """

    def __init__(self, *, key: str = "") -> None:
        self._key = key
        self._items: list[T] = []

    def add(self, item: T) -> T:
        """Plug an item in; raises ValueError when its key is taken."""
        if self._key and any(getattr(i, self._key) == getattr(item, self._key) for i in self._items):
            raise ValueError(f"{getattr(item, self._key)!r} is plugged in twice")
        self._items.append(item)
        return item

    def get(self, key: object) -> T:
        """The item with that key; raises KeyError for an unknown one."""
        for item in self._items:
            if getattr(item, self._key) == key:
                return item
        raise KeyError(key)

    def __contains__(self, key: object) -> bool:
        return any(getattr(i, self._key) == key for i in self._items)

    def __iter__(self) -> Iterator[T]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)
