"""Keeps TensorFlow out of the process: Rasa imports it for a module that none of our components uses.

``rasa.nlu.extractors.extractor`` imports ``rasa.utils.train_utils``, and that TensorFlow: 10 s and 350 MB. A stand-in
takes its place until somebody uses it; then the real module comes, so that a pipeline with DIET still works.
"""

from __future__ import annotations

import importlib
import os
import sys
import warnings
from types import ModuleType
from typing import Any

_NAME = "rasa.utils.train_utils"


class _Deferred(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        sys.modules.pop(_NAME, None)
        real = importlib.import_module(_NAME)
        vars(sys.modules["rasa.utils"])["train_utils"] = real
        return getattr(real, name)


def lighten() -> None:
    """Call before the first import of Rasa; harmless afterwards."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("TQDM_DISABLE", "1")
    # Rasa warns once per odd text, and each distinct warning stays in memory for good.
    warnings.filterwarnings("ignore", module=r"rasa\.|pkg_resources|jieba|google|sanic|tensorflow")
    if _NAME not in sys.modules:
        stand_in = _Deferred(_NAME)
        sys.modules[_NAME] = stand_in
        import rasa.utils

        vars(rasa.utils)["train_utils"] = stand_in


lighten()
