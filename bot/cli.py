"""The command line: `xiaoer up` to start everything, and the tools of trainers and operators."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from bot import log
from bot.commands import shop_data, staff
from bot.errors import NoModel, ServiceError
from bot.settings import Settings

app = typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)
shop_data.register(app)
staff.register(app)
console = Console(stderr=True)
logger = logging.getLogger(__name__)


def main() -> None:
    """Entry point: one sentence instead of a traceback for what we know, a pointer for what we don't."""
    logging.captureWarnings(True)  # what libraries say to their developers is no news for an operator
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    try:
        settings = Settings.from_env()
        log.configure(settings.log_level)
        app(standalone_mode=True)
    except ServiceError as error:
        console.print(f"[red]{error}[/red]")
        sys.exit(1)
    except OSError as error:
        console.print(f"[red]{_os_advice(error)}[/red]")
        sys.exit(1)


def _os_advice(error: OSError) -> str:
    if error.errno == 28:
        return "The disk is full: free some space (the environment needs about 4 GB) and run the command again."
    return f"{error.strerror or error}: {error.filename or ''}".rstrip(": ")


def _now() -> datetime:
    return datetime.now(timezone.utc)


def _json_line(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


# ---- the model


def _busy(text: str) -> Progress:
    progress = Progress(SpinnerColumn(), TextColumn(text), TimeElapsedColumn(), console=console, transient=False)
    progress.add_task(text, total=None)
    return progress


@app.command()
def train(
    promote: bool = typer.Option(True, help="Make the new model live."),
    config: Path = typer.Option(Path("config.yml"), help="Another pipeline to train with."),
) -> None:
    """Train on data/ and make the model live."""
    from bot.training import release

    settings = Settings.from_env()
    with _busy("Training (about a minute) …"):
        from bot.engine.training import train as train_model
        from bot.settings import ROOT

        began = time.perf_counter()
        model = train_model(settings.models_dir, now=_now(), config=ROOT / config)
    name = model.name.removesuffix(".tar.gz")
    if promote:
        release.promote(settings.models_dir, name)
    console.print(f"Model {name} trained in {time.perf_counter() - began:.0f} s{', and live' if promote else ''}.")


def _live_or_trained(settings: Settings) -> Path:
    from bot.training import release

    try:
        return release.live_model(settings.models_dir)
    except NoModel:
        console.print("There is no trained model yet.")
        train(promote=True, config=Path("config.yml"))
        return release.live_model(settings.models_dir)


@app.command()
def models() -> None:
    """List the trained models."""
    from bot.training import release

    table = Table("model", "live")
    for one in release.releases(Settings.from_env().models_dir):
        table.add_row(one.name, "●" if one.live else "")
    console.print(table)


@app.command()
def promote(name: str) -> None:
    """Make a trained model live (restart `bot` to serve it)."""
    from bot.training import release

    release.promote(Settings.from_env().models_dir, name)
    console.print(f"{name} is live.")


@app.command()
def rollback() -> None:
    """Go back to the model before the live one."""
    from bot.training import release

    console.print(f"{release.rollback(Settings.from_env().models_dir)} is live again.")


def _parser(model: Path) -> Callable[[str], dict[str, Any]]:
    """Text → what the NLU of a model makes of it."""
    from bot.engine.launcher import load_agent

    agent = load_agent(Settings.from_env(), model)
    loop = asyncio.new_event_loop()

    def parse_text(text: str) -> dict[str, Any]:
        return loop.run_until_complete(agent.parse_message(text))

    parse_text("你好")
    return parse_text


@app.command()
def parse(
    text: str | None = typer.Argument(None, help="A sentence; without it, one per line from standard input."),
    as_json: bool = typer.Option(False, "--json", help="One JSON object per sentence."),
) -> None:
    """Show what is understood of a sentence, and which pattern or features decided."""
    parse_text = _parser(_live_or_trained(Settings.from_env()))
    for line in [text] if text is not None else _lines():
        parsed = parse_text(line)
        shown = {
            "text": line,
            "intent": parsed["intent"]["name"],
            "confidence": round(float(parsed["intent"]["confidence"]), 4),
            "entities": parsed["entities"],
            "because": parsed.get("because"),
        }
        _json_line(shown) if as_json else _print_parse(shown, parsed.get("intent_ranking", []))


def _lines() -> Iterator[str]:
    for line in sys.stdin:
        yield line.rstrip("\r\n")


def _print_parse(shown: dict[str, Any], ranking: list[dict[str, Any]]) -> None:
    out = Console()
    out.print(f"[bold]{shown['intent']}[/bold]  {shown['confidence']:.2f}", highlight=False)
    because = shown["because"] or {}
    if "pattern" in because:
        out.print(f"  pattern: {because['pattern']} (data/lexicon/patterns)", highlight=False)
    for name, weight in because.get("features", []):
        out.print(f"  {weight:+.2f}  {name}", highlight=False, markup=False)
    for entity in shown["entities"]:
        out.print(f"  {entity['entity']} = {entity['value']}", highlight=False, markup=False)
    out.print(
        "  " + "  ".join(f"{r['name']} {r['confidence']:.2f}" for r in ranking[1:4]), style="dim", highlight=False
    )


@app.command()
def evaluate(
    file: Path = typer.Argument(..., exists=True, dir_okay=False, help="TSV with the columns text, intent, also."),
    as_json: bool = typer.Option(False, "--json", help="The figures and failures as JSON."),
    out: Path | None = typer.Option(None, "--out", help="Write an HTML report."),
    model: Path | None = typer.Option(None, help="Another model than the live one."),
) -> None:
    """Measure the live model on labelled sentences."""
    from bot.training import evaluate as measuring

    rows = measuring.read_rows(file)
    parse_text = _parser(model or _live_or_trained(Settings.from_env()))

    def predict(text: str) -> tuple[str, float]:
        parsed = parse_text(text)
        return str(parsed["intent"]["name"]), float(parsed["intent"]["confidence"])

    report = measuring.evaluate(rows, predict)
    if out:
        out.write_text(measuring.as_html(report, file.name), encoding="utf-8")
    if as_json:
        _json_line(report.as_dict())
    else:
        _print_report(report)


def _print_report(report: Any) -> None:
    plain = Console()
    for outcome in report.failures:
        plain.print(
            f"{outcome.row.intent} → {outcome.predicted} {outcome.confidence:.2f}  {outcome.row.text}",
            highlight=False,
            markup=False,
        )
    table = Table("intent", "rows", "accuracy")
    for name, rows, accuracy in report.per_intent():
        table.add_row(name, str(rows), f"{accuracy:.2f}")
    plain.print(table)
    for gold, predicted, count in report.confusions():
        plain.print(f"{count:3} × {gold} → {predicted}", highlight=False)
    for key, value in report.as_dict().items():
        if key != "failures":
            plain.print(f"{key:24} {value}", highlight=False)


# ---- talking


def _prepare(settings: Settings) -> None:
    """The tables, and the demo shop in an empty database."""
    from bot.db import session_on
    from bot.desk import starter_replies
    from bot.desk.console_words import console_words_for
    from bot.migrations import migrate
    from bot.shop.demo import load_demo

    migrate(settings.database_url)
    replies_file = settings.data_dir / "policy" / starter_replies.FILE
    facts = set(console_words_for(settings.data_dir / "policy").facts)
    with session_on(settings.database_url) as session:
        starter_replies.add_starters(session, replies_file, facts, _now())
    if settings.shop_database_url:
        return
    with session_on(settings.database_url) as session:
        counts = load_demo(session, settings.data_dir / "shop", _now())
    if any(counts.values()):
        console.print("Demo shop loaded: " + ", ".join(f"{count} {name}" for name, count in counts.items()))


@app.command()
def chat(
    shopper: str | None = typer.Option(None, help="A customer's id: talk as somebody whom the shop knows."),
    product: str | None = typer.Option(None, help="The product being viewed."),
    as_json: bool = typer.Option(False, "--json", help="One JSON object per turn."),
) -> None:
    """Talk to the bot here, without a server, on the configured database."""
    settings = Settings.from_env()
    _prepare(settings)
    asyncio.run(_chat(settings, _live_or_trained(settings), shopper, product, as_json))


async def _chat(settings: Settings, model: Path, shopper: str | None, product: str | None, as_json: bool) -> None:
    from bot.channels.terminal import Terminal
    from bot.desk.groups import rota_of
    from bot.desk.moods import moods_of
    from bot.desk.reception import Reception
    from bot.desk.wording import wording_for
    from bot.engine.launcher import BotInProcess, load_agent
    from bot.shop.policy import policy_for

    policies = settings.data_dir / "policy"
    reception = Reception(
        BotInProcess(load_agent(settings, model)),
        settings.database_url,
        lambda: wording_for(policies / "desk.yml"),
        rota_of(policies, lambda: policy_for(policies).service),
        moods=moods_of(policies),
        window=0,
        limit=settings.max_message,
        patience=30,
    )
    terminal = Terminal(reception, wording_for(policies / "desk.yml"), shopper)
    interactive = sys.stdin.isatty()
    while (line := await asyncio.to_thread(_ask if interactive else sys.stdin.readline)) != "":
        turn = await terminal.say(line.rstrip("\r\n"), product, numbers=interactive)
        _json_line(turn) if as_json else _print_turn(turn)
    await reception.close()


def _ask() -> str:
    try:
        return input("> ") + "\n"
    except (EOFError, KeyboardInterrupt):
        return ""


def _print_turn(turn: dict[str, Any]) -> None:
    for reply in turn["replies"]:
        print(reply["text"])
        for number, button in enumerate(reply["buttons"] or [], start=1):
            print(f"  [{number}] {button['title']}")


# ---- starting, checking


@app.command()
def up() -> None:
    """Migrate, load the demo shop into an empty database, train if there is no live model, start everything."""
    from bot.processes import run_all

    settings = Settings.from_env()
    _prepare(settings)
    _live_or_trained(settings)
    sys.exit(run_all(settings, console, staff.opening(settings, _now())))


@app.command(hidden=True)
def desk() -> None:
    """Serve the desk (started by `up`)."""
    from bot.web.app import serve

    serve(Settings.from_env())


@app.command(name="bot", hidden=True)
def bot_process() -> None:
    """Serve the bot (started by `up`)."""
    from bot.engine.launcher import serve
    from bot.training import release

    settings = Settings.from_env()
    serve(settings, release.live_model(settings.models_dir))


@app.command(hidden=True)
def actions() -> None:
    """Serve the actions by themselves (started by `up` when XIAOER_ACTIONS_URL is set)."""
    from rasa_sdk.endpoint import run

    run("actions", port=Settings.from_env().actions_port)


@app.command()
def doctor() -> None:
    """Check the installation and say what to do about each fault."""
    from bot.checks import checks

    failed = False
    for check in checks(Settings.from_env()):
        failed = failed or not check.passed
        console.print(f"[{'green]ok ' if check.passed else 'red]NO '}[/] {check.name}: {check.told}", highlight=False)
    sys.exit(int(failed))


@app.command()
def bench() -> None:
    """Train our pipeline and Rasa's default on the same data and print both side by side (takes half an hour)."""
    import runpy

    from bot.settings import ROOT

    runpy.run_path(str(ROOT / "bench" / "nlu.py"), run_name="__main__")


if __name__ == "__main__":
    main()
