"""Release: which of the trained models is live, and the way back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from bot.errors import NoModel

_STATE = "live.json"


@dataclass(frozen=True)
class Release:
    """One trained model in the models folder."""

    name: str
    path: Path
    live: bool


def releases(folder: Path) -> list[Release]:
    """All models, the newest first."""
    live = _history(folder)[-1:]
    models = sorted(folder.glob("*.tar.gz"), reverse=True)
    return [Release(_name(model), model, [_name(model)] == live) for model in models]


def live_model(folder: Path) -> Path:
    """The model to serve.

    Raises:
        NoModel: none was promoted yet, or its file is gone.
    """
    for name in _history(folder)[-1:]:
        if (path := folder / f"{name}.tar.gz").exists():
            return path
    raise NoModel()


def promote(folder: Path, name: str) -> None:
    """Make a model live. Raises NoModel when there is none of that name."""
    if not (folder / f"{name}.tar.gz").exists():
        raise NoModel(f"There is no model {name} in {folder}; `xiaoer models` lists them.")
    _write(folder, [known for known in _history(folder) if known != name] + [name])


def rollback(folder: Path) -> str:
    """Make the model before the live one live again, and return its name. Raises NoModel when there is none."""
    earlier = [name for name in _history(folder)[:-1] if (folder / f"{name}.tar.gz").exists()]
    if not earlier:
        raise NoModel("There is no earlier model to go back to.")
    _write(folder, earlier)
    return earlier[-1]


def _name(model: Path) -> str:
    return model.name.removesuffix(".tar.gz")


def _history(folder: Path) -> list[str]:
    state = folder / _STATE
    return list(json.loads(state.read_text(encoding="utf-8"))["history"]) if state.exists() else []


def _write(folder: Path, history: list[str]) -> None:
    draft = folder / f"{_STATE}.new"
    draft.write_text(json.dumps({"history": history[-20:]}, indent=1), encoding="utf-8")
    draft.replace(folder / _STATE)
