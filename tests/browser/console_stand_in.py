"""A stand-in of the console's API: serves the front end, logs anybody in, answers its routes and speaks its frames."""

import base64
import hashlib
import io
import json
from pathlib import Path

from fastapi import FastAPI, Request, WebSocket, WebSocketDisconnect
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from PIL import Image, ImageDraw
from starlette.templating import Jinja2Templates

from tests.browser.console_guard import Refusal, who
from tests.browser.console_pages import leads, orders, replies, tickets
from tests.browser.console_stories import tell_stories
from tests.browser.console_talks import conversations, deeds
from tests.browser.console_world import GROUPS, INTENTS, World

WEB = Path(__file__).parents[2] / "bot" / "web"
WRONG = "wrong-password"


class Lines:
    """The consoles that are connected, and what they follow."""

    def __init__(self):
        self.open = {}

    async def tell(self, frame, to=lambda agent, follows: True):
        for line, (agent, follows) in list(self.open.items()):
            if to(agent, follows):
                await line.send_text(json.dumps(frame, ensure_ascii=False))

    async def cut(self):
        for line in list(self.open):
            self.open.pop(line)
            await line.close(1012)


def content_security_policy(page):
    """The policy of the console's page: our own files, and the import map that the page holds."""
    written = page.split('<script type="importmap">')[1].split("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(written.encode()).digest()).decode()
    return (
        f"default-src 'self'; script-src 'self' 'sha256-{digest}'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "connect-src 'self'; font-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def create_app():
    app = FastAPI()
    app.state.world, app.state.lines = World(), Lines()
    tell_stories(app.state.world)
    app.state.hold = False
    app.mount("/static", StaticFiles(directory=WEB / "static"), name="static")
    templates = Jinja2Templates(WEB / "templates")

    @app.exception_handler(Refusal)
    async def refuse(request, refusal):
        return JSONResponse(refusal.answer, refusal.status)

    @app.get("/console")
    def console(request: Request):
        imports = (WEB / "static" / "console" / "imports.json").read_text(encoding="utf-8").strip()
        page = templates.TemplateResponse(request, "console.html", {"shop_name": "禾木衣橱", "import_map": imports})
        page.headers["Content-Security-Policy"] = content_security_policy(page.body.decode())
        return page

    for routes in (_log_in, conversations, deeds, orders, replies, tickets, leads, _control):
        routes(app, app.state.world, app.state.lines)
    _socket(app, app.state.world, app.state.lines)
    return app


def _log_in(app, world, lines):
    @app.post("/api/console/login")
    async def log_in(request: Request):
        given = await request.json()
        agent = next((each for each in world.staff.values() if each["login"] == given["login"]), None)
        if agent is None or given["password"] == WRONG:
            raise Refusal(401, "wrong_log_in", "账号或密码不对。")
        answer = JSONResponse({"ok": True, "me": agent, "csrf": f"csrf-{agent['login']}"})
        answer.set_cookie("xiaoer_agent", agent["login"], httponly=True, samesite="strict")
        return answer

    @app.post("/api/console/logout")
    def log_out(request: Request):
        who(request, world)
        answer = JSONResponse({"ok": True})
        answer.delete_cookie("xiaoer_agent")
        return answer

    @app.get("/api/console/me")
    def me(request: Request):
        agent = who(request, world)
        clocks = {"warn_s": 100, "late_s": 180, "recall_s": 120}
        return {
            "ok": True,
            "me": agent,
            "csrf": f"csrf-{agent['login']}",
            "groups": GROUPS,
            "clocks": clocks,
            "shop": "禾木衣橱",
            "max_photo": 10,
            "intents": INTENTS,
        }

    @app.put("/api/console/me/presence")
    async def presence(request: Request):
        agent = who(request, world)
        agent["presence"] = (await request.json())["presence"]
        await lines.tell({"type": "staff", "data": world.listed(agent)})
        return {"ok": True, "me": agent}

    @app.put("/api/console/me/password")
    async def password(request: Request):
        agent = who(request, world)
        if (await request.json())["old"] == WRONG:
            raise Refusal(422, "wrong_password", "现在的密码不对。")
        agent["must_change_password"] = False
        return {"ok": True, "me": agent}


def _control(app, world, lines):
    """What tests play: the shopper, a broken line, a desk that does not answer."""

    @app.post("/stand-in/say")
    async def say(request: Request):
        given = await request.json()
        key = given.pop("conversation")
        message = world.said(key, "shopper", **given)
        world.conversations[key]["unread"] += 1
        await app.state.spoken(message)
        return {"ok": True}

    @app.post("/stand-in/tell")
    async def tell(request: Request):
        await lines.tell(await request.json())
        return {"ok": True}

    @app.post("/stand-in/cut")
    async def cut():
        await lines.cut()
        return {"ok": True}

    @app.post("/stand-in/hold/{on}")
    def hold(on: int):
        app.state.hold = bool(on)
        return {"ok": True}

    @app.get("/stand-in/world")
    def known():
        return {
            "conversations": world.conversations,
            "messages": world.messages,
            "corrections": world.corrections,
            "done": world.done,
            "inspections": world.inspections,
            "reads": getattr(world, "reads", []),
            "typing": getattr(world, "typing", []),
        }

    @app.get("/stand-in/{name}.png")
    def picture(name: str):
        image = Image.new("RGB", (480, 360), "#e9dfd2")
        draw = ImageDraw.Draw(image)
        for n in range(6):
            draw.rectangle(
                (40 + n * 68, 60, 96 + n * 68, 300 - n * 22), fill="#b5452a" if name == "size-chart" else "#8fa39d"
            )
        out = io.BytesIO()
        image.save(out, "PNG")
        return Response(out.getvalue(), media_type="image/png")


def _socket(app, world, lines):
    @app.websocket("/api/console/ws")
    async def console(line: WebSocket):
        await line.accept()
        agent = next((each for each in world.staff.values() if each["login"] == line.cookies.get("xiaoer_agent")), None)
        hello = await line.receive_json()
        if agent is None or hello["data"].get("csrf") != f"csrf-{agent['login']}":
            await line.close(4401)
            return
        follows = set()
        lines.open[line] = (agent, follows)
        people = [world.listed(each) for each in world.staff.values()]
        state = {"me": agent, "staff": people, "queue": world.waiting(), "mine": world.mine(agent), "tickets_due": 1}
        await line.send_json({"type": "state", "data": state})
        try:
            async for text in line.iter_text():
                await _hear(world, line, follows, json.loads(text))
        except WebSocketDisconnect:
            pass
        finally:
            lines.open.pop(line, None)


async def _hear(world, line, follows, frame):
    kind, data = frame["type"], frame.get("data", {})
    key = data.get("conversation")
    if kind == "ping":
        await line.send_json({"type": "pong", "data": {}})
    elif key is not None and key not in world.conversations:
        await line.send_json(
            {
                "type": "refused",
                "data": {
                    "error": "conversation_not_found",
                    "message": "找不到这个会话，请刷新页面后再试。",
                    "conversation": key,
                },
            }
        )
    elif kind == "follow":
        follows.add(key)
        await line.send_json({"type": "opened", "data": world.opened(key, data["after"])})
    elif kind == "unfollow":
        follows.discard(key)
    elif kind == "read":
        world.conversations[key]["unread"] = 0
        world.reads = [*getattr(world, "reads", []), data]
    elif kind == "typing":
        world.typing = [*getattr(world, "typing", []), data]


if __name__ == "__main__":
    import sys

    import uvicorn

    uvicorn.run(create_app(), port=int(sys.argv[1]) if len(sys.argv) > 1 else 8765, ws="wsproto", log_level="warning")
