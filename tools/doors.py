"""Two import-linter contracts of our own: how a room is entered, and what an adapter may see.

They are named in `pyproject.toml` and run by `lint-imports`; the reasons are in
docs/decisions/0001-floors-and-doors.md. A module outside the named packages is never their business.
"""

from typing import Any

from importlinter import Contract, ContractCheck, fields, output


def inside(module: str, package: str) -> bool:
    """Say whether `module` is `package` or lies in it."""
    return module == package or module.startswith(f"{package}.")


def direct_imports(graph: Any) -> list[tuple[str, str]]:
    """Give every direct import of the graph as (importer, imported), in a stable order."""
    return [
        (importer, imported)
        for importer in sorted(graph.modules)
        for imported in sorted(graph.find_modules_directly_imported_by(importer))
    ]


class DoorsContract(Contract):
    """A room is entered from outside only through its doors."""

    type_name = "doors"

    root: Any = fields.StringField()
    doors: Any = fields.SetField(subfield=fields.StringField())
    open_rooms: Any = fields.SetField(subfield=fields.StringField())  # anybody may import any module of these
    open_modules: Any = fields.SetField(
        subfield=fields.StringField(), required=False
    )  # "room.module", as open as a door
    entrypoints: Any = fields.SetField(subfield=fields.StringField())  # these may import anything

    def check(self, graph: Any, verbose: bool) -> ContractCheck:  # noqa: ARG002, FBT001 — import-linter's signature
        """Collect each import that enters a room elsewhere than by a door."""
        broken = [pair for pair in direct_imports(graph) if self._walks_into(*pair)]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def _walks_into(self, importer: str, imported: str) -> bool:
        """Say whether this import passes a wall: another room's module that is not one of its doors."""
        here, there = importer.split("."), imported.split(".")
        if here[0] != self.root or there[0] != self.root or len(here) < 2 or len(there) < 3:  # noqa: PLR2004 — root.room.module
            return False
        if here[1] == there[1] or here[1] in self.entrypoints or there[1] in self.open_rooms:
            return False
        return there[2] not in self.doors and ".".join(there[1:3]) not in (self.open_modules or ())

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print each trespass with the doors that would have been right."""
        doors = ", ".join(sorted(self.doors))
        for importer, imported in check.metadata["broken"]:
            output.print_error(f"{importer} walks into {imported}; enter by {doors}")
            output.new_line()


class OnlyContract(Contract):
    """The named packages import nothing of ours but themselves and what is listed.

    A list of what is allowed, where import-linter's own `forbidden` wants a list of what is not: a room added
    tomorrow is out of reach without anybody remembering to forbid it.
    """

    type_name = "only"

    modules: Any = fields.SetField(subfield=fields.StringField())
    may_import: Any = fields.SetField(subfield=fields.StringField())

    def check(self, graph: Any, verbose: bool) -> ContractCheck:  # noqa: ARG002, FBT001 — import-linter's signature
        """Collect each import that leaves the packages for something which is not on the list."""
        broken = [pair for pair in direct_imports(graph) if self._strays(*pair)]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def _strays(self, importer: str, imported: str) -> bool:
        """Say whether this import leaves its package for an unlisted part of ours."""
        packages = [package for package in self.modules if inside(importer, package)]
        allowed = [*packages, *self.may_import]
        return bool(packages) and not any(inside(imported, package) for package in allowed)

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print each import that strays, with what may be imported."""
        allowed = ", ".join(sorted(self.may_import))
        for importer, imported in check.metadata["broken"]:
            output.print_error(f"{importer} imports {imported}; it may see only itself and {allowed}")
            output.new_line()
