"""Each test belongs to one tier, and none is given by hand but the long one."""

import subprocess
import sys
from pathlib import Path

import pytest
from tiers import TIERS

TESTS = Path(__file__).parents[1]


def collected(folder, marks):
    """Collect a test with these marks, with the tiers as the only plugin of ours."""
    test = folder / "test_made_up.py"
    lines = ["import pytest", *(f"@pytest.mark.{mark}" for mark in marks), "def test(): pass"]
    test.write_text("\n".join(lines), encoding="utf-8")
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-c",
            "/dev/null",
            "-p",
            "tiers",
            "--co",
            test,
        ],
        cwd=folder,
        env={"PYTHONPATH": str(TESTS), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_all_that_is_run_now_has_one_tier(request):
    for item in request.session.items:
        assert sum(item.get_closest_marker(tier) is not None for tier in TIERS) == 1, item.nodeid


@pytest.mark.slow
@pytest.mark.parametrize("marks", [["full"], ["fast", "long(job='soak')"]])
def test_a_tier_that_is_given_by_hand_is_an_error(tmp_path, marks):
    done = collected(tmp_path, marks)
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "only `slow` and `long` are given by hand" in done.stderr + done.stdout


@pytest.mark.slow
def test_slow_and_long_together_are_an_error(tmp_path):
    done = collected(tmp_path, ["slow", "long(job='soak')"])
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "is marked slow and long" in done.stderr + done.stdout


@pytest.mark.slow
def test_long_is_given_by_hand(tmp_path):
    assert collected(tmp_path, ["long(job='soak')"]).returncode == 0
