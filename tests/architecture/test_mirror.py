"""Tests mirror the source: each module has its test file, each test file has its module."""

from pathlib import PurePosixPath

from tests.architecture import source_tree

LIST = "mirror_exceptions.toml"
# Tests about the whole rather than about one module.
ACROSS = {"architecture", "scenarios", "faults", "bench", "data", "xserver"}


def _expected_test(module: PurePosixPath) -> str:
    parts = module.parts[1:-1]
    return PurePosixPath("tests", *parts, f"test_{module.stem.strip('_')}.py").as_posix()


def modules() -> dict[str, str]:
    """Return each module that wants a test file, with the name of that file."""
    found = [PurePosixPath(path.as_posix()) for path in source_tree.python_files("corrdesk")]
    return {
        module.as_posix(): _expected_test(module)
        for module in found
        if module.stem != "__init__" and "versions" not in module.parts
    }


def test_files() -> set[str]:
    """Return the test files that speak about one module."""
    return {
        path.as_posix()
        for path in source_tree.python_files("tests")
        if path.name.startswith("test_") and path.parts[1] not in ACROSS
    }


test_files.__test__ = False  # type: ignore[attr-defined]  # a helper, whatever its name


def test_the_mirror_is_whole() -> None:
    wanted, present = modules(), test_files()
    packages = {
        PurePosixPath("tests", *path.parts[1:-1], f"test_{path.parent.name}.py").as_posix()
        for path in source_tree.python_files("corrdesk")
        if path.name == "__init__.py"
    }
    missing = {module for module, test in wanted.items() if test not in present}
    stray = present - set(wanted.values()) - packages
    listed = source_tree.exceptions(LIST)
    assert sorted(missing) == sorted(listed.get("modules_without_test", {}))
    assert sorted(stray) == sorted(listed.get("tests_without_module", {}))


def test_the_list_of_exceptions_only_shrinks() -> None:
    assert list(source_tree.grown(LIST)) == []
