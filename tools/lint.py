"""House rules that ruff cannot see: one parse a file, one small function a rule.

Run as `python tools/lint.py [root]`. Each finding is one line, `path:line code message`, and each rule has an
escape for the line it names: `# lint: allow <code> — <why>`. An escape without a reason is itself a finding.
"""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

FILE_LINES = 400
FUNCTION_LINES = 40
TREES = ("heard", "tools", "tests", "bench")
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc", "stuff"}
WRITING = {"insert", "pg_insert", "update", "delete"}
EDGES = {"kit", "app"}  # the rooms that may end a transaction
MIGRATION = re.compile(r"\d{4}-\d{2}-\d{2}_\d{4}_[a-z0-9]+(_[a-z0-9]+)*\.py")
ESCAPE = re.compile(r"#\s*lint:\s*allow\s+([\w-]+)(?P<why>.*)")
SILENCER = re.compile(r"#\s*(noqa|type:\s*ignore|pyright:\s*ignore)(?P<codes>[:\[]?)")
REASON = re.compile(r"(—|--|#)\s*\S{4,}|(—|--|#)\s*\S+\s+\S+")  # words after a dash or a second hash
SQL_WRITE = re.compile(
    r"\b(?:(?:insert|merge)\s+into|delete\s+from)\s+(\w+)|\bupdate\s+(?:only\s+)?(\w+)\s+(?:(?:as\s+)?\w+\s+)?set\b",
    re.IGNORECASE,
)

Finding = tuple[int, str, str]  # line, code, message


@dataclass(frozen=True)
class Source:
    """One Python file, read and parsed once."""

    root: Path
    path: Path  # relative to root
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.text)

    @cached_property
    def comments(self) -> dict[int, str]:
        """Each comment by its line; text that only looks like one, inside a string, is not here."""
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        return {token.start[0]: token.string for token in tokens if token.type == tokenize.COMMENT}

    @property
    def room(self) -> str:
        """The room of `heard/` this file belongs to, or an empty string."""
        parts = self.path.parts
        return parts[1] if parts[0] == "heard" and len(parts) > 2 else ""  # noqa: PLR2004 — heard/<room>/<file>


class Owners:
    """Which room owns each table, and which names in a room's models are only enumerations."""

    def __init__(self, root: Path) -> None:
        self.tables: dict[str, str] = {}
        self.enums: dict[str, set[str]] = {}
        for room in sorted(path for path in (root / "heard").glob("*") if path.is_dir()):
            self.enums[room.name] = set()
            for path in [room / "models.py", *sorted((room / "models").glob("*.py"))]:
                if path.exists():
                    self._read(room.name, ast.parse(path.read_text()))

    def _read(self, room: str, tree: ast.Module) -> None:
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and any("Enum" in ast.unparse(base) for base in node.bases):
                self.enums[room].add(node.name)
            if table := table_name(node):
                self.tables[table] = room


def table_name(node: ast.AST) -> str | None:
    """Give the table a statement declares: `__tablename__ = "x"` or `Table("x", …)`."""
    if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__tablename__" for t in node.targets):
        return constant_text(node.value)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Table" and node.args:
        return constant_text(node.args[0])
    return None


def constant_text(node: ast.AST) -> str | None:
    """Give the text of a string constant, or None for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def foreign_names(source: Source) -> tuple[dict[str, str], dict[str, str]]:
    """Give (model name → room, module alias → room) for what a file takes from other rooms' models."""
    models: dict[str, str] = {}
    modules: dict[str, str] = {}
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("heard."):
            continue
        bits = (node.module or "").split(".")
        if bits[1] in {source.room, "kit"}:
            continue
        for alias in node.names:
            if bits[2:3] == ["models"]:
                models[alias.asname or alias.name] = bits[1]
            elif len(bits) == 2 and alias.name == "models":  # noqa: PLR2004 — from heard.<room> import models
                modules[alias.asname or alias.name] = bits[1]
    return models, modules


def foreign_writes(source: Source, owners: Owners) -> Iterator[Finding]:
    """Only the owner creates or changes rows: refuse to build, insert, update or delete another room's model."""
    models, modules = foreign_names(source)
    for node in (node for node in ast.walk(source.tree) if source.room and isinstance(node, ast.Call)):
        target = written(node)
        if isinstance(target, ast.Name):
            name, room = target.id, models.get(target.id)
        elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
            name, room = target.attr, modules.get(target.value.id)
        else:
            continue
        if room and name[:1].isupper() and name not in owners.enums.get(room, set()):
            yield node.lineno, "foreign-write", f"{name} belongs to {room}; ask {room}.service"


def written(call: ast.Call) -> ast.expr:
    """Give what a call makes or changes: the first argument of `insert(…)` and its like, else what is called."""
    verb = call.func.id if isinstance(call.func, ast.Name) else ""
    return call.args[0] if verb in WRITING and call.args else call.func


def foreign_sql(source: Source, owners: Owners) -> Iterator[Finding]:
    """Refuse SQL text that writes another room's table; a migration fills what it makes, whosever that is."""
    if not source.room or in_migrations(source):
        return
    for node in (node for node in ast.walk(source.tree) if isinstance(node, ast.Constant)):
        for match in SQL_WRITE.finditer(constant_text(node) or ""):
            table = (match[1] or match[2]).lower()
            room = owners.tables.get(table, source.room)
            if room not in {source.room, "kit"}:
                yield node.lineno, "foreign-write", f"table {table} belongs to {room}; ask {room}.service"


def stray_commits(source: Source, _owners: Owners) -> Iterator[Finding]:
    """The edge commits: a request or a task is one transaction."""
    if not source.room or source.room in EDGES | {"migrations"}:
        return
    for node in (node for node in ast.walk(source.tree) if isinstance(node, ast.Call)):
        if isinstance(node.func, ast.Attribute) and node.func.attr in {"commit", "rollback"}:
            yield node.lineno, "no-commit", "the edge commits: a request or a task is one transaction"


def too_long(source: Source, _owners: Owners) -> Iterator[Finding]:
    """Files and functions small enough to be read at one sitting; a migration is written once and read once."""
    if in_migrations(source):
        return
    lines = len(source.text.splitlines())
    if lines > FILE_LINES:
        yield 1, "too-long", f"{lines} lines in the file, at most {FILE_LINES}: split it by noun"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            size = function_lines(node)
            if size > FUNCTION_LINES:
                yield node.lineno, "too-long", f"{node.name} has {size} lines, at most {FUNCTION_LINES}: name its parts"


def function_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count a function's lines without its docstring: explaining is never too long."""
    size = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if isinstance(first, ast.Expr) and constant_text(first.value) is not None:
        size -= (first.end_lineno or first.lineno) - first.lineno + 1
    return size


def nameless(source: Source, _owners: Owners) -> Iterator[Finding]:
    """A module is named by what it holds."""
    for part in (source.path.stem, *source.path.parts[:-1]):
        if part in NAMELESS:
            yield 1, "nameless", f"{part} says nothing: name the module by what it holds"


def in_migrations(source: Source) -> bool:
    """Say whether the file is one of the migrations."""
    return source.path.parts[-3:-1] == ("migrations", "versions") and source.path.name != "__init__.py"


def migration_names(source: Source, _owners: Owners) -> Iterator[Finding]:
    """Migrations sort by date and say what they do."""
    if in_migrations(source) and not MIGRATION.fullmatch(source.path.name):
        yield 1, "migration-name", "name it YYYY-MM-DD_HHMM_what_it_does.py"


def silent_silencers(source: Source, _owners: Owners) -> Iterator[Finding]:
    """Whoever silences a tool says which rule and why."""
    for line, comment in source.comments.items():
        if escape := ESCAPE.search(comment):
            if not REASON.search(escape["why"]):
                yield line, "no-reason", "an escape says why: # lint: allow <code> — <why>"
        elif silencer := SILENCER.search(comment):
            if not silencer["codes"]:
                yield line, "no-reason", f"name the rule that {silencer[1]} silences"
            elif not REASON.search(comment[silencer.end() :]):
                yield line, "no-reason", f"{silencer[1]} says why: # {silencer[1]}… — <why>"


Rule = Callable[[Source, Owners], Iterator[Finding]]
RULES: tuple[Rule, ...] = (
    foreign_writes,
    foreign_sql,
    stray_commits,
    too_long,
    nameless,
    migration_names,
    silent_silencers,
)


def allowed(source: Source, line: int, code: str) -> bool:
    """Say whether the line carries the escape for this code (line 1 stands for the file's first five lines)."""
    lines = range(1, 6) if line == 1 else (line,)
    escapes = (ESCAPE.search(source.comments.get(number, "")) for number in lines)
    return any(escape and escape[1] == code for escape in escapes)


def check(root: Path) -> list[str]:
    """Apply every rule to every file under `root`; give the findings as printable lines."""
    owners = Owners(root)
    found: list[str] = []
    for path in sorted(path for tree in TREES for path in (root / tree).rglob("*.py")):
        source = Source(root, path.relative_to(root), path.read_text())
        for rule in RULES:
            for line, code, message in rule(source, owners):
                if not allowed(source, line, code):
                    found.append(f"{source.path}:{line} {code} {message}")
    return found


def main() -> int:
    """Print what is wrong; give 1 if anything is."""
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    found = check(root)
    print("\n".join(found) or "House rules hold.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
