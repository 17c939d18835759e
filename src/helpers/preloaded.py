"""Importing this loads all that a report needs and warms it up: in the process from which warm runs are forked.

That process must have one thread only, since no other would be there in a fork. So no page is set here.
"""

from __future__ import annotations

import gc
import os

# What is loaded stays. To look through it for what may go costs a tenth of the time; and what is thrown away leaves
# gaps, which forks fill: each then copies pages that it would share.
gc.disable()
_here = os.open(os.curdir, os.O_PATH)
os.chdir(os.sep)  # the workspace may be deleted meanwhile

from .loading import load  # noqa: E402
from .processes import fill_gaps, is_single_threaded  # noqa: E402

load()
os.fchdir(_here)
os.close(_here)
fill_gaps()
gc.freeze()
gc.enable()
if not is_single_threaded():
    raise RuntimeError("载入的程序库启动了别的线程")
