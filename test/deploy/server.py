"""MiniStack, as its environment says. It ends when its standard input does: with the test that started it.

A line of standard input, {"key": KEY, "seconds": N}, makes the stored objects of that key older: nobody waits for a lease.
"""

import json
import os
import signal
import sys
import threading
from datetime import datetime, timedelta

from ministack.app import main
from ministack.services import s3


def age(key: str, seconds: float) -> None:
    for bucket in list(s3._buckets._data.values()):
        stored = bucket["objects"].get(key)
        if stored is not None:
            written = datetime.fromisoformat(stored["last_modified"].replace("Z", "+00:00"))
            earlier = written - timedelta(seconds=seconds)
            stored["last_modified"] = earlier.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def end_with_parent() -> None:
    for line in sys.stdin:
        age(**json.loads(line))
    os.kill(os.getpid(), signal.SIGTERM)


threading.Thread(target=end_with_parent, daemon=True).start()
main()
