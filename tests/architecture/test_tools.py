"""Each rule of the house is planted broken on a small tree and must be seen."""

import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tools import lint

ROOT = Path(__file__).resolve().parents[2]

ROOMS = {
    "kit": ["db"],
    "accounts": ["models", "service", "queries", "events", "errors"],
    "practice": ["service"],
    "ai": ["service"],
    "realtime": ["service"],
    "channels": ["base", "models", "service", "queries"],
    "contacts": ["models", "service", "queries", "api", "events"],
    "conversations": ["models", "service", "queries", "api", "tasks", "events"],
    "routing": ["service"],
    "sla": ["service", "models"],
    "automation": ["service"],
    "app": ["web"],
}
HONEST = {
    "channels/registry.py": "from heard.channels.adapters.email import adapter\n",
    "conversations/service.py": "from heard.channels.base import Channel\nfrom heard.contacts import models, service\n",
    "app/web.py": "from heard.conversations import api\nfrom heard.contacts import queries\n",
    "channels/adapters/email/adapter.py": "from heard.channels import base\nfrom heard.kit import db\n",
    "channels/adapters/telegram/adapter.py": "from heard.channels.base import Channel\n",
}


def write(root: Path, path: str, text: str) -> None:
    target = root / "heard" / path
    target.parent.mkdir(parents=True, exist_ok=True)
    for folder in [target.parent, *target.parent.parents]:
        if root not in folder.parents:
            break
        (folder / "__init__.py").touch()
    target.write_text(textwrap.dedent(text))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small house that keeps every contract: the rooms above, two networks, our own pyproject and tools."""
    for room, modules in ROOMS.items():
        for module in modules:
            write(tmp_path, f"{room}/{module}.py", "")
    for path, text in HONEST.items():
        write(tmp_path, path, text)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "tools", tmp_path / "tools", ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
    return tmp_path


def broken_contracts(tree: Path) -> tuple[set[str], str]:
    """Run the contracts of pyproject.toml over the tree; give the ids that are broken, and what was said."""
    script = "from importlinter.cli import lint_imports_command as run; run()"
    done = subprocess.run(
        [sys.executable, "-c", script, "--no-cache"],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(tree), "COLUMNS": "200", "PATH": ""},
    )
    said = done.stdout + done.stderr
    names = {
        "Floors": "floors",
        "Inside": "inside",
        "One network": "adapters",
        "Adapters see": "adapters-pure",
        "Another room": "doors",
    }
    found = {
        id
        for line in said.splitlines()
        if line.endswith("BROKEN")
        for name, id in names.items()
        if line.startswith(name)
    }
    assert done.returncode == (1 if found else 0), said
    return found, said


def test_an_honest_house_keeps_every_contract(tree: Path) -> None:
    assert broken_contracts(tree)[0] == set()


@pytest.mark.parametrize(
    ("contract", "path", "line"),
    [
        ("floors", "sla/service.py", "from heard.automation import service"),
        ("floors", "routing/service.py", "from heard.sla import service"),
        ("floors", "kit/db.py", "from heard.accounts import models"),
        ("floors", "practice/service.py", "from heard.accounts import service"),
        ("floors", "realtime/service.py", "from heard.ai import service"),
        ("floors", "accounts/service.py", "from heard import app"),
        ("inside", "conversations/service.py", "from heard.conversations import api"),
        ("inside", "contacts/models.py", "from heard.contacts import service"),
        ("inside", "conversations/queries.py", "from heard.conversations import tasks"),
        ("adapters", "channels/adapters/email/adapter.py", "from heard.channels.adapters.telegram import adapter"),
        ("adapters-pure", "channels/adapters/email/adapter.py", "from heard.accounts import models"),
        ("adapters-pure", "channels/adapters/email/adapter.py", "from heard.ai import service"),
        ("adapters-pure", "channels/adapters/email/adapter.py", "from heard.channels import models"),
        ("doors", "sla/service.py", "from heard.conversations import queries"),
        ("doors", "sla/service.py", "from heard.conversations import api"),
        ("doors", "conversations/service.py", "from heard.channels import queries"),
        ("doors", "conversations/service.py", "from heard.channels import registry"),
    ],
)
def test_a_planted_import_breaks_the_right_contract(tree: Path, contract: str, path: str, line: str) -> None:
    with (tree / "heard" / path).open("a") as file:
        file.write(line + "\n")
    assert broken_contracts(tree)[0] == {contract}


def test_an_adapter_that_imports_the_registry_is_caught(tree: Path) -> None:
    write(tree, "channels/adapters/email/adapter.py", "from heard.channels import registry\n")
    assert "adapters-pure" in broken_contracts(tree)[0]


def test_a_room_without_a_floor_is_refused(tree: Path) -> None:
    write(tree, "gossip/service.py", "")
    found, said = broken_contracts(tree)
    assert found == {"floors"}
    assert "gossip" in said


MODELS = """
    import enum
    class State(enum.StrEnum):
        open = "open"
    class Contact:
        __tablename__ = "contacts"
"""


@pytest.mark.parametrize(
    ("code", "path", "text"),
    [
        ("foreign-write", "sla/service.py", "from heard.contacts.models import Contact\nContact(name='x')\n"),
        ("foreign-write", "sla/service.py", "from heard.contacts.models import Contact as C\nC()\n"),
        ("foreign-write", "sla/service.py", "from heard.contacts import models\nmodels.Contact()\n"),
        ("foreign-write", "sla/service.py", "from heard.contacts.models import Contact\nupdate(Contact).values(a=1)\n"),
        ("foreign-write", "sla/service.py", "SQL = 'insert into contacts (name) values ($1)'\n"),
        ("foreign-write", "sla/service.py", "SQL = '''\n  UPDATE contacts c\n  SET name = 'x'\n'''\n"),
        ("no-commit", "sla/service.py", "async def f(session):\n    await session.commit()\n"),
        ("too-long", "sla/service.py", "x = 1\n" * 401),
        ("too-long", "sla/service.py", "def f():\n" + "    x = 1\n" * 40),
        ("nameless", "sla/utils.py", ""),
        ("nameless", "helpers/service.py", ""),
        ("migration-name", "app/migrations/versions/add_contacts.py", ""),
        ("no-reason", "sla/service.py", "x = 1  # noqa: E501\n"),
        ("no-reason", "sla/service.py", "x = 1  # noqa\n"),
        ("no-reason", "sla/service.py", "x = 1  # pyright: ignore[reportAny]\n"),
        ("no-reason", "sla/service.py", "x = 1  # type: ignore\n"),
        ("no-reason", "sla/service.py", "x = 1  # lint: allow no-commit\n"),
    ],
)
def test_a_planted_fault_is_found(tmp_path: Path, code: str, path: str, text: str) -> None:
    write(tmp_path, "contacts/models.py", MODELS)
    write(tmp_path, path, text)
    assert {line.split()[1] for line in lint.check(tmp_path)} == {code}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("contacts/service.py", "from heard.contacts.models import Contact\nContact()\n"),
        ("sla/service.py", "from heard.contacts.models import State\nState('open')\n"),
        ("sla/queries.py", "from heard.contacts.models import Contact\nselect(Contact)\n"),
        ("sla/service.py", "TEXT = 'Please update contacts before you leave.'\n"),
        ("app/web.py", "async def f(session):\n    await session.commit()\n"),
        ("sla/service.py", "async def f(s):\n    await s.commit()  # lint: allow no-commit — two short transactions\n"),
        ("sla/service.py", "def f():\n" + '    """' + "Long.\n" * 60 + '    """\n    return 1\n'),
        ("sla/service.py", "x = 1  # noqa: E501 — a table reads better whole\n"),
        ("sla/service.py", "x = 1  # pyright: ignore[reportAny]  # the wire is untyped\n"),
        ("sla/service.py", "x = '# noqa'\n"),
        ("app/migrations/versions/2026-11-22_0930_add_contacts.py", "def upgrade():\n" + "    x = 1\n" * 401),
        ("sla/service.py", "# lint: allow too-long — one table, read whole\n" + "x = 1\n" * 401),
    ],
)
def test_what_is_right_passes(tmp_path: Path, path: str, text: str) -> None:
    write(tmp_path, "contacts/models.py", MODELS)
    write(tmp_path, path, text)
    assert lint.check(tmp_path) == []
