"""Training: Rasa's own trainer on the project's data, giving a model that loads without TensorFlow."""

from __future__ import annotations

import bot.engine.light  # noqa: F401  # isort: skip  (before the first import of Rasa)

import io
import json
import logging
import tarfile
from contextlib import redirect_stdout
from datetime import datetime
from pathlib import Path

import rasa.model_training
from rasa.utils.log_utils import configure_structlog

from bot.errors import TrainingFailed
from bot.settings import ROOT

logger = logging.getLogger(__name__)
_METADATA = "metadata.json"
TRAINING_FILES = ("data/flows", "data/faq")


def train(output: Path, *, now: datetime, config: Path = ROOT / "config.yml", only_nlu: bool = False) -> Path:
    """Train on the files of the project and return the model.

    Raises:
        TrainingFailed: Rasa refused the data or wrote no model; the log says why.
    """
    configure_structlog(logging.WARNING)
    said = io.StringIO()
    with redirect_stdout(said):  # Rasa congratulates itself in green
        made = _trained(output, now, config, only_nlu)
    if not made:
        logger.error("Rasa gave no model: %s", said.getvalue(), extra={"event": "training.failed"})
        raise TrainingFailed()
    _drop_training_schema(Path(made))
    return Path(made)


def _trained(output: Path, now: datetime, config: Path, only_nlu: bool) -> str | None:
    name = now.strftime("%Y%m%d-%H%M%S")
    if only_nlu:
        return rasa.model_training.train_nlu(str(config), str(ROOT / "data"), str(output), fixed_model_name=name)
    files = [str(ROOT / folder) for folder in TRAINING_FILES]
    result = rasa.model_training.train(str(ROOT / "domain.yml"), str(config), files, str(output), fixed_model_name=name)
    return result.model if result.code == 0 else None


def _drop_training_schema(model: Path) -> None:
    """Serving needs no training graph, but loading a model imports all its classes, with DIET TensorFlow."""
    slim = model.with_suffix(".slim")
    with tarfile.open(model) as old, tarfile.open(slim, "w:gz", compresslevel=6) as new:
        for member in old:
            content = old.extractfile(member)
            data = content.read() if content else b""
            if member.name == _METADATA:
                data = json.dumps({**json.loads(data), "train_schema": {"nodes": {}}}, ensure_ascii=False).encode()
                member.size = len(data)
            new.addfile(member, io.BytesIO(data) if content else None)
    slim.replace(model)
