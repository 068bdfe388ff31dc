"""Which model is live, and the way back."""

import pytest

from bot.errors import NoModel
from bot.training.release import live_model, promote, releases, rollback


@pytest.fixture
def folder(tmp_path):
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.tar.gz").touch()
    return tmp_path


def test_nothing_is_live_before_the_first_promotion(folder):
    with pytest.raises(NoModel):
        live_model(folder)


def test_the_promoted_model_is_live(folder):
    promote(folder, "b")

    assert live_model(folder).name == "b.tar.gz"
    assert [(one.name, one.live) for one in releases(folder)] == [("c", False), ("b", True), ("a", False)]


def test_a_rollback_goes_one_step_back(folder):
    for name in ("a", "b", "c"):
        promote(folder, name)

    assert rollback(folder) == "b"
    assert live_model(folder).name == "b.tar.gz"


def test_a_rollback_passes_over_models_that_are_gone(folder):
    for name in ("a", "b", "c"):
        promote(folder, name)
    (folder / "b.tar.gz").unlink()

    assert rollback(folder) == "a"


def test_without_an_earlier_model_there_is_no_way_back(folder):
    promote(folder, "a")

    with pytest.raises(NoModel):
        rollback(folder)
    assert live_model(folder).name == "a.tar.gz"


def test_a_model_that_does_not_exist_cannot_go_live(folder):
    with pytest.raises(NoModel, match="nothing"):
        promote(folder, "nothing")


def test_a_live_model_whose_file_is_gone_is_no_model(folder):
    promote(folder, "a")
    (folder / "a.tar.gz").unlink()

    with pytest.raises(NoModel):
        live_model(folder)
