"""Processes: starts desk, bot and, where they run apart, actions, and says when all of them are well."""

from __future__ import annotations

import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from urllib.parse import urlsplit

from honcho.manager import Manager
from honcho.printer import Printer
from rich.console import Console

from bot.errors import PortTaken
from bot.settings import Settings

READY_WITHIN = 120.0


def run_all(settings: Settings, console: Console, staff: Sequence[str] = ()) -> int:
    """Run until interrupted or until one of them ends; then stop the others and return the exit code.

    ``staff`` is what is to be said once beside the console's address.

    Raises:
        PortTaken: somebody else listens on one of our ports; the message says which setting changes it.
    """
    for port, setting in _ports(settings).items():
        refuse_taken(port, setting)
    manager = Manager(Printer(sys.stderr))
    for name in _names(settings):
        manager.add_process(name, f"{sys.executable} -u -m bot.cli {name}")
    threading.Thread(target=_announce, args=(settings, console, manager, staff), daemon=True).start()
    manager.loop()
    # 130 is our own Ctrl-C: the normal end
    return 0 if manager.returncode == 130 else int(manager.returncode or 0)


def refuse_taken(port: int, setting: str) -> None:
    """Raise PortTaken when something listens on a port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise PortTaken(f"Port {port} is in use: stop what uses it, or set {setting} to a free one.") from error


def _ports(settings: Settings) -> dict[int, str]:
    ports = {settings.desk_port: "XIAOER_DESK_PORT", settings.bot_port: "XIAOER_BOT_PORT"}
    if settings.actions_url:
        ports[settings.actions_port] = "XIAOER_ACTIONS_PORT"
    return ports


def _names(settings: Settings) -> list[str]:
    own = urlsplit(settings.actions_url)
    apart = bool(settings.actions_url) and own.hostname in ("127.0.0.1", "localhost")
    return ["desk", "bot", *(["actions"] if apart else [])]


def _announce(settings: Settings, console: Console, manager: Manager, staff: Sequence[str]) -> None:
    address = settings.public_address
    local = f"http://127.0.0.1:{settings.desk_port}"
    deadline = time.monotonic() + READY_WITHIN
    with console.status("Starting desk and bot …"):
        while not _is_well(f"{local}/health"):
            if time.monotonic() > deadline:
                console.print(
                    "[red]Not everything is well after two minutes: see the lines above, or `xiaoer doctor`.[/red]"
                )
                _say(console, staff)
                return
            time.sleep(0.5)
    console.print()
    console.print(f"  [bold]Xiaoer is ready.[/bold]  Shop with chat   {address}/", highlight=False)
    console.print(f"                     Signed in as demo {address}/?as=demo", highlight=False)
    console.print(f"                     Agents' console   {address}/console", highlight=False)
    _say(console, staff)
    console.print(f"                     API               {address}/api/openapi.json", highlight=False)
    console.print("  Ctrl-C stops everything.", highlight=False)


def _say(console: Console, lines: Sequence[str]) -> None:
    for line in lines:
        console.print(f"                     {line}", highlight=False, markup=False, soft_wrap=True)


def _is_well(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
