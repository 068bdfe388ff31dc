"""TensorFlow stays out of the serving process."""

import subprocess
import sys

import pytest


def test_the_bot_starts_without_tensorflow():
    code = (
        "import sys, bot.engine.launcher, bot.nlu.linear_classifier, bot.nlu.rule_extractor;"
        "print('tensorflow' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip().endswith("False")


@pytest.mark.slow
def test_whoever_needs_the_real_module_gets_it():
    code = "import bot.engine.light, rasa.utils.train_utils as t; print(t.rank_and_mask.__module__)"
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip().endswith("rasa.utils.train_utils")
