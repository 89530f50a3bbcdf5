"""MiniStack, as its environment says. It ends when its standard input does: with the test that started it."""

import os
import signal
import sys
import threading

from ministack.app import main


def end_with_parent() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


threading.Thread(target=end_with_parent, daemon=True).start()
main()
