"""The side-by-side benchmark of understanding: our pipeline and Rasa's default, same data, same machine, one run.

Usage: xiaoer bench, with the labelled sentences in XIAOER_BENCH_FILE (a TSV with text, intent, also) and, to add a
column with a sentence encoder, its folder in XIAOER_BENCH_ENCODER. Prints one table; bench/out/nlu.json holds it too.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import yaml

HERE = Path(__file__).parent
ROOT = HERE.parent
OUT = HERE / "out"
FIGURES = ("accuracy", "macro_f1", "out_of_scope_answered", "wrong_confident", "not_understood", "ms_per_row")

# Each pipeline in a process of its own, so that neither pays for the other's imports.
CHILD = """
import sys, time, json
import {prelude}
from pathlib import Path
from datetime import datetime, timezone
import rasa.model_training
config, rows, out = sys.argv[1:4]
began = time.perf_counter()
model = rasa.model_training.train_nlu(config, "data", out, fixed_model_name=Path(config).stem)
seconds = time.perf_counter() - began
import asyncio
from rasa.core.agent import Agent
from rasa.utils.log_utils import configure_structlog
import logging
configure_structlog(logging.WARNING)
agent = Agent.load(model)
loop = asyncio.new_event_loop()
def predict(text):
    parsed = loop.run_until_complete(agent.parse_message(text))
    return parsed["intent"]["name"], parsed["intent"]["confidence"]
from bot.training.evaluate import evaluate, read_rows
predict("你好")
report = evaluate(read_rows(Path(rows)), predict).as_dict()
report.pop("failures")
report["train_seconds"] = round(seconds, 1)
report["model_mb"] = round(Path(model).stat().st_size / 2**20, 1)
print("RESULT " + json.dumps(report))
"""


def measured(config: Path, rows: Path, prelude: str) -> dict[str, float]:
    """Train and evaluate one pipeline in a fresh process, without Rasa's training cache."""
    environment = {**os.environ, "RASA_CACHE_DIRECTORY": str(OUT / f"cache-{config.stem}-{time.time():.0f}")}
    command = [sys.executable, "-W", "ignore", "-c", CHILD.format(prelude=prelude), str(config), str(rows), str(OUT)]
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    for line in done.stdout.splitlines():
        if line.startswith("RESULT "):
            return dict(json.loads(line.removeprefix("RESULT ")))
    sys.exit(f"{config.name} failed; the reason stands above.")


def with_encoder(folder: str) -> Path:
    """Our config with the one line that switches the encoder on."""
    config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    config["pipeline"].insert(2, {"name": "bot.nlu.sentence_encoder.SentenceEncoder", "folder": folder})
    file = OUT / "with_encoder.yml"
    file.write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    return file


def main() -> None:
    rows = Path(os.environ.get("XIAOER_BENCH_FILE", ""))
    if not rows.is_file():
        sys.exit("Name a TSV of labelled sentences in XIAOER_BENCH_FILE.")
    OUT.mkdir(exist_ok=True)
    columns = {"Xiaoer": measured(ROOT / "config.yml", rows, "bot.engine.light")}
    if folder := os.environ.get("XIAOER_BENCH_ENCODER"):
        columns["Xiaoer + encoder"] = measured(with_encoder(folder), rows, "bot.engine.light")
    if not os.environ.get("XIAOER_BENCH_OURS_ONLY"):
        columns["Rasa default"] = measured(HERE / "rasa_default.yml", rows, "rasa")
    (OUT / "nlu.json").write_text(json.dumps(columns, indent=1), encoding="utf-8")
    print(f"{'':24}" + "".join(f"{name:>18}" for name in columns))
    for figure in (*FIGURES, "train_seconds", "model_mb"):
        print(f"{figure:24}" + "".join(f"{column[figure]:>18}" for column in columns.values()))


if __name__ == "__main__":
    main()
