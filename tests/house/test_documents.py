"""What the documents say is so."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer.main

from syncer import pages
from syncer.__main__ import app

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def commands_in(text: str) -> set[tuple[str, ...]]:
    """`evenstride a b --c` in code, as words up to the first that is no command's name."""
    found = re.findall(r"(?:^|[\s`(/])evenstride ((?:[a-z-]+ ?)+|--?[a-z-]+)", text, re.MULTILINE)
    return {tuple(words.split()) for words in found}


def code_in(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    fenced = re.findall(r"```[a-z]*\n(.*?)```", text, re.DOTALL)
    inline = re.findall(r"`([^`\n]+)`", text)
    return "\n".join([*fenced, *inline])


def known(words: tuple[str, ...]) -> bool:
    command: Any = typer.main.get_command(app)
    for depth, word in enumerate(words):
        if not hasattr(command, "commands"):
            return depth > 0
        if word.startswith("-"):
            return True
        if word not in command.commands:
            return False
        command = command.commands[word]
    return True


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_every_command_that_is_named_exists(path: Path) -> None:
    unknown = {words for words in commands_in(code_in(path)) if not known(words)}
    assert not unknown


def test_the_readme_names_commands_at_all() -> None:
    assert len(commands_in(code_in(ROOT / "README.md"))) >= 5


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_every_make_target_that_is_named_exists(path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"(?:^|`)make ([a-z]+)", code_in(path), re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


@pytest.mark.parametrize("name", sorted(pages.GENERATED))
def test_generated_pages_are_fresh(name: str) -> None:
    written = (ROOT / name).read_text(encoding="utf-8")
    assert written == pages.GENERATED[name](), "run `make docs`"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    told = re.compile("python" r"hosted|py" r"pi\.org|registry\.np" r"mjs|/ro" r"ot/|/wo" r"rk/")
    guilty = []
    for path in tracked():
        if path.suffix in {".png", ".fit", ".gz", ".zip"} or not path.is_file():
            continue
        if told.search(path.read_text(encoding="utf-8", errors="replace")):
            guilty.append(str(path.relative_to(ROOT)))
    assert not guilty
