"""Become whom PostgreSQL may run as, then become PostgreSQL.

A program of its own, run by path: between a fork and an exec inside a threaded server no Python code is safe. It
replaces itself by `exec`, so the process the supervisor started *is* the postmaster, with the same process id.

    launcher.py <parent pid> <signal> self|namespace|user <uid> <gid> program arguments…
"""

import ctypes
import os
import signal
import sys
from pathlib import Path

CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1


def enter_namespace(uid: int, gid: int) -> None:
    """Enter a user namespace in which the user we are is called `uid`; raises OSError where that is forbidden.

    Files keep their real owner outside. The programs started from here see an ordinary user, which is all that
    PostgreSQL asks before it agrees to run.
    """
    outer_uid, outer_gid = os.geteuid(), os.getegid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWUSER) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {outer_uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {outer_gid} 1")


def become_user(uid: int, gid: int) -> None:
    """Drop root's rights for good and be `uid`."""
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def die_with(parent: int, number: int) -> None:
    """Ask the kernel for signal `number` when the supervisor dies, however it dies; exit if it already has.

    Linux only, and to be called last: the kernel forgets the wish when credentials change. Elsewhere a server whose
    supervisor was killed is stopped by the next one that starts.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:
        sys.exit("the supervisor is gone")


def main(arguments: list[str]) -> None:
    """Change identity as told, then run the program in our place."""
    parent, number, how, uid, gid, program = *arguments[:5], arguments[5:]
    os.umask(0o077)
    os.chdir("/")
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # an ignored signal stays ignored through exec
    if how == "namespace":
        enter_namespace(int(uid), int(gid))
    elif how == "user":
        become_user(int(uid), int(gid))
    die_with(int(parent), int(number))
    os.execv(program[0], program)  # noqa: S606 — the program is ours, by its full path


if __name__ == "__main__":
    main(sys.argv[1:])
