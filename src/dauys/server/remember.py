"""Computed answers, kept under the digests of everything that they were computed from.

A key names the version of the program, the version of the data and the question, so an answer is never stale
and never has to be thrown away by hand. Two layers: a bounded one in this process, and Django's cache, which
other workers and the next start share.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import TypeVar, cast

from django.core.cache import cache

from dauys.server.versions import code_version

Answer = TypeVar("Answer")

# About the pages of three languages with room to spare; an entry of a page is some 100 kB.
LOCAL_ENTRIES_MAX = 256

_local: OrderedDict[str, object] = OrderedDict()
_lock = Lock()


def remember(kind: str, *parts: str, data_version: str, compute: Callable[[], Answer]) -> Answer:
    """Return the answer to a question, computed at most once a version of program and data.

    Parameters
    ----------
    kind, parts : str
        The question: what is asked, and everything that the answer depends on besides program and data.
    data_version : str
        From `selectors.data_version`.
    compute : callable
        Gives the answer, which is picklable and not None. What does not exist is raised, so that nobody can
        fill the cache by asking for it.
    """
    question = "\0".join((code_version(), data_version, kind, *parts))
    key = hashlib.sha256(question.encode()).hexdigest()
    with _lock:
        if key in _local:
            _local.move_to_end(key)
            return cast("Answer", _local[key])
    answer = cast("Answer | None", cache.get(key))
    if answer is None:
        answer = compute()
        cache.set(key, answer)
    with _lock:
        _local[key] = answer
        while len(_local) > LOCAL_ENTRIES_MAX:
            _local.popitem(last=False)
    return answer


def forget_local() -> None:
    """Empty the layer of this process; tests begin with it empty."""
    with _lock:
        _local.clear()
