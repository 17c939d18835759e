"""What the operator can mend: each error says what is wrong, where, and how to mend it."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Sequence
from typing import ClassVar

# What a system says of files and disks, as people know it.
_TROUBLES = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EEXIST: "同名的文件已经在那里",
    errno.ENOTDIR: "应为文件夹的地方是文件",
    errno.EISDIR: "应为文件的地方是文件夹",
    errno.ENOSPC: "磁盘满了",
    errno.EDQUOT: "超过了磁盘配额",
    errno.EROFS: "磁盘只能读，不能写",
    errno.EIO: "磁盘或网络盘出错",
    errno.ESTALE: "网络盘断开了",
    errno.EBUSY: "正被别的程序使用",
    errno.ENAMETOOLONG: "名称太长",
    errno.ELOOP: "符号链接绕成了圈",
    errno.EMFILE: "同时打开的文件太多",
    errno.EFBIG: "文件比系统允许的大",
}

# And of the network, whatever a library adds in its own language.
_NETWORK = {
    errno.ECONNREFUSED: "对方拒绝连接",
    errno.ECONNRESET: "连接断开了",
    errno.ETIMEDOUT: "连接超时",
    errno.ENETUNREACH: "网络不通",
    errno.EHOSTUNREACH: "网络不通",
}


class NianbaoError(Exception):
    """Stop the work with one Chinese message of three parts: what, where, how to mend. Picklable."""

    exit_code: ClassVar[int] = 2

    def __init__(self, what: str, where: str = "", fix: str = "") -> None:
        super().__init__(what, where, fix)
        self.what, self.where, self.fix = what, where, fix

    def __str__(self) -> str:
        parts = [self.what]
        if self.where:
            parts.append(f"位置：{self.where}")
        if self.fix:
            parts.append(f"处理办法：{self.fix}")
        return "\n".join(parts)

    def _render_traceback_(self) -> list[str]:
        """Show the message alone in a notebook, where a traceback helps nobody who fills in a form."""
        return [f"{type(self).__name__}", *str(self).splitlines()]


def is_message(name: str, told: str, shown: Sequence[str]) -> bool:
    """Whether an error that ended a cell, told and shown so, is one of these: its message alone says all."""
    return bool(told) and [*shown] == [name, *told.splitlines()]


class FormError(NianbaoError):
    """A form file is incomplete or contradicts itself."""


class ParamsError(NianbaoError):
    """A parameter, a campaign file or the register is wrong."""


class IntakeError(NianbaoError):
    """A document cannot be read at all."""


class RunError(NianbaoError):
    """A notebook did not run to its end."""

    exit_code = 3


class RefusedError(NianbaoError):
    """A report with open findings was about to be published."""

    exit_code = 1


class BusyError(NianbaoError):
    """Another process writes where this one was to write."""


class GlyphError(NianbaoError):
    """A letter has no glyph in any bundled font."""


def said(problem: BaseException) -> str:
    """What a problem of any library says of itself, in one line; of files and disks in Chinese."""
    if isinstance(problem, socket.gaierror):
        return "没有找到这台主机"
    if isinstance(problem, OSError) and problem.errno in _NETWORK:
        return _NETWORK[problem.errno]
    told = str(problem)
    if isinstance(problem, OSError) and problem.errno and problem.strerror:
        # A store, or Windows in the language of its user, may say more than what the number means.
        own = problem.strerror != os.strerror(problem.errno)
        told = problem.strerror if own else _TROUBLES.get(problem.errno, problem.strerror)
    return told.splitlines()[0] if told else type(problem).__name__
