"""Papers that are out of step, and links that lead nowhere, are found."""

from pathlib import Path

import pytest

from tools import bootstrap, docs


@pytest.fixture
def papers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one decision and a page that links to it."""
    monkeypatch.setattr(docs, "ROOT", tmp_path)
    (tmp_path / "docs" / "decisions").mkdir(parents=True)
    (tmp_path / "docs" / "decisions" / "0001-doors.md").write_text("# 0001. Doors\n\nStatus: accepted  \n")
    (tmp_path / "README.md").write_text("[doors](docs/decisions/0001-doors.md) [site](https://example.org)\n")
    return tmp_path


def test_a_generated_page_is_out_of_step_until_it_is_written(papers: Path) -> None:
    (path, text), *others = docs.out_of_step()
    assert not others
    assert "| 0001 | [Doors](0001-doors.md) | accepted |" in text
    path.write_text(text)
    assert list(docs.out_of_step()) == []


def test_a_dead_link_is_named(papers: Path) -> None:
    assert list(docs.dead_links()) == []
    (papers / "README.md").write_text("[gone](docs/gone.md)\n```\n[code](is/no/link)\n```\n")
    assert list(docs.dead_links()) == ["README.md: no docs/gone.md"]


def test_a_marked_part_is_replaced_and_the_rest_kept(papers: Path) -> None:
    (papers / "README.md").write_text("before\n<!-- table -->\nold\n<!-- /table -->\nafter\n")
    assert docs.within("README.md", "table", lambda: "new")() == (
        "before\n<!-- table -->\nnew\n<!-- /table -->\nafter\n"
    )
    with pytest.raises(ValueError, match="no <!-- other -->"):
        docs.within("README.md", "other", lambda: "new")()


def test_a_step_is_fresh_until_its_inputs_or_products_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "CACHE", tmp_path / ".cache")
    source, product = tmp_path / "source", tmp_path / "product"
    source.write_text("1")
    product.touch()
    bootstrap.done("step", bootstrap.digest([source]))
    assert bootstrap.fresh("step", bootstrap.digest([source]), product)
    source.write_text("2")
    assert not bootstrap.fresh("step", bootstrap.digest([source]), product)
    source.write_text("1")
    product.unlink()
    assert not bootstrap.fresh("step", bootstrap.digest([source]), product)


def test_a_failed_step_shows_its_last_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "CACHE", tmp_path / ".cache")
    with pytest.raises(bootstrap.CannotGoOn, match="no such thing"):
        bootstrap.step("Something", "sh", "-c", "echo no such thing; exit 3", cwd=tmp_path)
