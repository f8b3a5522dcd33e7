"""Imports go one way: syncer, then templates, then coaching, which knows only itself."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = ("coaching", "templates", "syncer")


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = ".".join(path.relative_to(ROOT).with_suffix("").parts[: -node.level])
            yield f"{package}.{node.module or ''}"


def sources(package: str) -> list[Path]:
    found = sorted((ROOT / package).rglob("*.py"))
    assert found, f"{package} has no files"
    return found


def top(name: str) -> str:
    return name.split(".")[0]


@pytest.mark.parametrize("path", sources("coaching"), ids=str)
def test_coaching_imports_only_itself_and_the_standard_library(path: Path) -> None:
    strangers = {
        name
        for name in imported(path)
        if top(name) != "coaching" and top(name) not in sys.stdlib_module_names
    }
    assert not strangers


@pytest.mark.parametrize("path", sources("templates"), ids=str)
def test_templates_do_not_reach_up(path: Path) -> None:
    assert not [name for name in imported(path) if top(name) in ("syncer", "tests")]


@pytest.mark.parametrize("path", sources("syncer/measure"), ids=str)
def test_measuring_is_pure(path: Path) -> None:
    allowed = {"numpy", "syncer", "coaching"}
    for name in imported(path):
        if top(name) == "syncer":
            assert name.startswith("syncer.measure"), name
        else:
            assert top(name) in allowed or top(name) in sys.stdlib_module_names, name


@pytest.mark.parametrize("path", sources("syncer/sandbox"), ids=str)
def test_the_sandbox_proves_more_than_itself(path: Path) -> None:
    walls = ("syncer.sources", "syncer.measure", "syncer.channels")
    assert not [name for name in imported(path) if name.startswith(walls)]


@pytest.mark.parametrize("path", sources("syncer"), ids=str)
def test_nothing_but_the_demo_uses_the_sandbox(path: Path) -> None:
    inside = path.is_relative_to(ROOT / "syncer" / "sandbox") or path.stem.startswith("demo")
    assert inside or not [name for name in imported(path) if name.startswith("syncer.sandbox")]


@pytest.mark.parametrize(
    "path", [p for package in OURS for p in sources(package)], ids=lambda p: str(p)
)
def test_only_the_clock_reads_the_clock(path: Path) -> None:
    if path == ROOT / "syncer" / "clock.py":
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            called = f"{getattr(owner, 'id', getattr(owner, 'attr', ''))}.{node.func.attr}"
            clocks = ("datetime.now", "datetime.utcnow", "date.today", "time.time")
            assert called not in clocks, f"{path}:{node.lineno}"


def test_every_package_is_named_for_building() -> None:
    named = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = set(named["tool"]["setuptools"]["packages"])
    here = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for package in OURS
        for path in (ROOT / package).rglob("__init__.py")
    }
    assert packages == here
