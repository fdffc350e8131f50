"""Each test belongs to one tier, and none is given by hand but the long one."""

import pytest
import tiers
from tiers import TIERS


@pytest.fixture
def collected(tmp_path, monkeypatch, capsys):
    """Collect a test with these marks, with the tiers as the only plugin; give status and words."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")

    def collect(*marks):
        test = tmp_path / f"{tmp_path.name}.py"  # no two modules have one name
        lines = ["import pytest", *(f"@pytest.mark.{mark}" for mark in marks), "def test(): pass"]
        test.write_text("\n".join(lines), encoding="utf-8")
        options = ["-q", "-c", "/dev/null", "--import-mode=importlib"]
        # The last collects garbage again and again: that of the whole run.
        without = [f"-pno:{name}" for name in ("cacheprovider", "unraisableexception")]
        status = pytest.main([*options, *without, "--co", str(test)], plugins=[tiers])
        told = capsys.readouterr()
        return status, told.out + told.err

    return collect


def test_all_that_is_run_now_has_one_tier(request):
    for item in request.session.items:
        assert sum(item.get_closest_marker(tier) is not None for tier in TIERS) == 1, item.nodeid


@pytest.mark.parametrize("marks", [["full"], ["fast", "long(job='soak')"]])
def test_a_tier_that_is_given_by_hand_is_an_error(collected, marks):
    status, told = collected(*marks)
    assert status == pytest.ExitCode.USAGE_ERROR
    assert "only `slow` and `long` are given by hand" in told


def test_slow_and_long_together_are_an_error(collected):
    status, told = collected("slow", "long(job='soak')")
    assert status == pytest.ExitCode.USAGE_ERROR
    assert "is marked slow and long" in told


def test_long_is_given_by_hand(collected):
    assert collected("long(job='soak')")[0] == 0
