"""Importing this loads all that a report needs and warms it up: for the process from which warm runs are forked.

That process must have one thread only, since no other would be there in a fork. So no page is set here.
"""

from __future__ import annotations

import gc
import os
from pathlib import Path

# What is loaded stays. To look through it for what may go costs a tenth of the time; and what is thrown away leaves
# holes, which forks fill: each then copies pages that it would share.
gc.disable()
os.chdir(os.sep)  # the workspace may be deleted meanwhile; each fork goes where the command is

from .loading import load  # noqa: E402

load()
gc.freeze()
gc.enable()
if len([*Path("/proc/self/task").iterdir()]) > 1:
    raise RuntimeError("more than one thread in the parent of warm runs")
