"""A stand-in of the console's API: serves the front end, logs anybody in, answers its routes and speaks its frames."""

import base64
import hashlib
import io
import json
from datetime import date, timedelta
from pathlib import Path

from fastapi import FastAPI, Request, WebSocket, WebSocketDisconnect
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from PIL import Image, ImageDraw
from starlette.templating import Jinja2Templates

from tests.browser.console_world import GROUPS, INTENTS, RULE, World, ago, iso, now, parcels_of

WEB = Path(__file__).parents[2] / "bot" / "web"
WRONG = "wrong-password"
ACTIONS = [
    {"action": "change_address", "title": "改收货地址", "person_only": False, "refused": None, "fields": [
        {"name": "receiver", "label": "收货人", "kind": "text", "required": True, "value": "林小姐"},
        {"name": "street", "label": "详细地址", "kind": "textarea", "required": True},
    ]},
    {"action": "change_price", "title": "改价", "person_only": True, "refused": None, "fields": [
        {"name": "amount", "label": "改成", "kind": "money", "required": True, "hint": "最多让 50 元"},
        {"name": "reason", "label": "原因", "kind": "select", "required": True, "options": [{"value": "promise", "title": "之前答应过"}, {"value": "error", "title": "标价错误"}]},
    ]},
    {"action": "compensate", "title": "补偿", "person_only": True, "refused": None, "fields": [{"name": "amount", "label": "金额", "kind": "money", "required": True}]},
    {"action": "cancel", "title": "取消订单", "person_only": False, "refused": {"message": "已经签收，不能取消", "rule": RULE}, "fields": []},
]  # fmt: skip
FORM = [
    {"key": "manner", "title": "态度", "points": 5, "hint": "有称呼，不冷场，不顶撞"},
    {"key": "right", "title": "答得对", "points": 5, "hint": "和规则一致，没有乱承诺"},
    {"key": "speed", "title": "及时", "points": 5, "hint": "首次回复和中间都没有让人久等"},
    {"key": "solved", "title": "解决问题", "points": 20, "hint": "买家的事办完了，或者说清了下一步"},
]
FIGURES = [
    ("conversations", "咨询量", "count", "", "当天有买家发言的会话数，同一个会话一天算一次。"),
    ("bot_alone", "机器人独立接待", "count", "", "当天机器人回复过、没有转人工、也没有客服发言的咨询数。"),
    ("bot_alone_share", "机器人独立接待率", "share", "%", "机器人独立接待的咨询 ÷ 咨询量。"),
    ("reply_from_hand_over", "首次响应", "seconds", "秒", "从转人工到客服第一条回复的平均时长，只算服务时间。"),
    ("rating", "平均分", "score", "分", "评价的平均分，1 到 5 分。"),
    ("converted_amount", "转化金额", "fen", "元", "转化订单的应付金额合计。"),
]
REPORTS = [
    ("overview", "接待总览"),
    ("replies", "人工响应"),
    ("ratings", "服务评价"),
    ("conversion", "咨询转化"),
    ("complaints", "商品客诉"),
]


class Refusal(Exception):
    def __init__(self, status, code, message, **more):
        self.status, self.answer = status, {"ok": False, "error": code, "message": message, **more}


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

    for routes in (_log_in, _conversations, _deeds, _orders, _replies, _tickets, _leads, _control):
        routes(app, app.state.world, app.state.lines)
    _socket(app, app.state.world, app.state.lines)
    return app


def who(request, world):
    agent = next((each for each in world.staff.values() if each["login"] == request.cookies.get("xiaoer_agent")), None)
    if agent is None:
        raise Refusal(401, "not_logged_in", "请先登录。")
    if request.method != "GET" and request.headers.get("x-csrf-token") != f"csrf-{agent['login']}":
        raise Refusal(403, "bad_csrf", "页面过期了，请刷新后再试。")
    return agent


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


def _conversations(app, world, lines):
    @app.get("/api/console/conversations")
    def listed(request: Request, box: str = "all", q: str = "", group: str = "", agent: str = "", limit: int = 40):
        me = who(request, world)
        found = list(world.conversations.values())
        if box in ("queue", "mine"):
            found = world.waiting() if box == "queue" else world.mine(me)
        elif box == "closed":
            found = [each for each in found if each["owner"] == "closed"]
        found = [
            each
            for each in found
            if (not group or each["group"] == group) and (not agent or str(each["agent_id"]) == agent)
        ]
        if q:
            spoken = {key: " ".join(each["text"] for each in said) for key, said in world.messages.items()}
            found = [
                each
                for each in found
                if q in each["shopper"]["name"] + (each["order_number"] or "") + spoken[each["id"]]
            ]
        return {
            "ok": True,
            "conversations": sorted(found, key=lambda each: each["updated_at"], reverse=True)[:limit],
            "more": False,
        }

    @app.get("/api/console/conversations/{key}")
    def opened(key: str, request: Request, before: int | None = None):
        who(request, world)
        return {"ok": True, **world.opened(key, before=before)}

    @app.get("/api/console/conversations/{key}/shopper")
    def shopper(key: str, request: Request):
        who(request, world)
        summary = world.conversations[key]
        if summary["shopper"]["id"] is None:
            return {
                "ok": True,
                "profile": [{"label": "身份", "value": "没有登录的访客"}],
                "orders": [],
                "parcels": [],
                "cases": [],
                "measurements": [],
                "coupons": [],
                "conversations": [],
                "notes": [],
            }
        return {
            "ok": True,
            "profile": [{"label": "名字", "value": "林小姐"}, {"label": "手机", "value": "138****6612"}, {"label": "会员", "value": "银卡"}, {"label": "买过", "value": "6 单，共 1,204 元"}],
            "orders": world.orders[:5], "parcels": parcels_of(world.orders),
            "cases": [{"number": "A2", "order_number": world.orders[-1]["number"], "kind_title": "退货", "state_title": "等买家寄回", "reason": "小了一码", "updated_at": ago(days=5)}],
            "measurements": [{"label": "身高", "value": "165 cm"}, {"label": "体重", "value": "55 kg"}, {"label": "常穿", "value": "M"}],
            "coupons": [{"id": "member", "title": "会员券 满 299 减 30", "until": iso(now() + timedelta(days=8))}],
            "conversations": [world.conversations["c-closed"]],
            "notes": [note for note in world.notes[key] if note["about_shopper"]],
        }  # fmt: skip


def _deeds(app, world, lines):
    async def changed(key):
        summary = world.conversations[key]
        summary["updated_at"] = iso(now())
        await lines.tell({"type": "conversation", "data": summary})
        for agent in world.staff.values():
            await lines.tell({"type": "staff", "data": world.listed(agent)})
        return {"ok": True, "conversation": summary}

    async def spoken(message):
        await lines.tell(
            {"type": "message", "id": message["id"], "data": message},
            lambda agent, follows: message["conversation"] in follows,
        )
        await lines.tell({"type": "conversation", "data": world.conversations[message["conversation"]]})

    app.state.spoken = spoken

    async def given_to(key, agent, line):
        summary = world.conversations[key]
        summary.update(
            owner="human",
            agent_id=agent["id"],
            agent=agent["name"],
            waiting_since=None,
            reply_due_at=iso(now() + timedelta(seconds=100)),
            unread=0,
        )
        await spoken(world.said(key, "system", line.format(agent=agent["name"])))
        return await changed(key)

    async def answered(key, agent, **said):
        if app.state.hold:
            raise Refusal(503, "unreachable", "没有送达，请稍后再试。")
        earlier = next(
            (each for each in world.messages[key] if each["client_id"] and each["client_id"] == said.get("client_id")),
            None,
        )
        message = earlier or world.said(key, "agent", agent=agent["name"], agent_id=agent["id"], **said)
        world.conversations[key].update(reply_due_at=None, unread=0)
        await spoken(message)
        return {"ok": True, "message": message}

    base = "/api/console/conversations/{key}"

    @app.post(f"{base}/photos")
    async def photo(key: str, client_id: str, request: Request):
        agent = who(request, world)
        content = await request.body()
        kept = f"data:{request.headers.get('content-type') or 'image/png'};base64,{base64.b64encode(content).decode()}"
        return await answered(key, agent, text="[图片]", kind="image", image=kept, client_id=client_id)

    @app.post(f"{base}/{{deed}}")
    async def act(key: str, deed: str, request: Request):
        agent, body = who(request, world), await request.json()
        summary = world.conversations[key]
        if deed == "take":
            if summary["owner"] != "waiting":
                raise Refusal(409, "owner_conflict", "这个会话已经被别的同事接走了。")
            return await given_to(key, agent, "客服{agent}已接入，为您服务。")
        if deed == "take_over":
            return await given_to(key, agent, "客服{agent}接替服务。")
        if deed == "reply":
            return await answered(key, agent, text=body["text"], client_id=body["client_id"])
        if deed == "recall":
            message = next(each for each in world.messages[key] if each["id"] == body["message"])
            message["recalled_at"] = iso(now())
            await spoken(message)
            return {"ok": True, "message": message}
        if deed in ("notes", "whisper"):
            kind = "note" if deed == "notes" else "whisper"
            note = world.noted(key, agent, body["text"], kind, body.get("about_shopper", False))
            await lines.tell({"type": "note", "data": note}, lambda each, follows: key in follows)
            if kind == "whisper":
                data = {"kind": "whisper", "conversation": key, "text": body["text"]}
                await lines.tell(
                    {"type": "alert", "data": data}, lambda each, follows: each["id"] == summary["agent_id"]
                )
            return {"ok": True, "note": note}
        if deed == "transfer":
            if body.get("note"):
                world.noted(key, agent, body["note"], "transfer")
            if body.get("agent"):
                to = world.staff[body["agent"]]
                data = {
                    "kind": "transferred",
                    "conversation": key,
                    "text": f"{agent['name']}转来：{summary['wish'] or summary['shopper']['name']}",
                }
                await lines.tell({"type": "alert", "data": data}, lambda each, follows: each["id"] == to["id"])
                return await given_to(key, to, "客服{agent}已接入，为您服务。")
            group = next(each for each in GROUPS if each["key"] == body["group"])
            summary.update(
                owner="waiting",
                agent_id=None,
                agent=None,
                group=group["key"],
                group_name=group["name"],
                waiting_since=iso(now()),
            )
            return await changed(key)
        if deed == "resolve":
            summary.update(owner="closed", closed_at=iso(now()), reply_due_at=None)
            await spoken(world.said(key, "system", "本次咨询已结束，感谢您的光临。"))
            return await changed(key)
        if deed == "return_to_bot":
            summary.update(owner="bot", agent_id=None, agent=None, reply_due_at=None)
            await spoken(world.said(key, "system", f"客服{agent['name']}已结束接待，接下来由店小二继续为您服务。"))
            return await changed(key)
        if deed == "corrections":
            world.corrections.append(body)
            return {"ok": True}
        if deed == "schedule":
            plan = {"id": next(world.ids), "text": body["text"], "at": body["at"]}
            world.scheduled.setdefault(key, []).append(plan)
            return {"ok": True, "scheduled": plan}
        if deed == "inspections":
            inspection = {
                "id": next(world.ids),
                "lead": agent["name"],
                "at": iso(now()),
                "total": sum(body["scores"].values()),
                **body,
            }
            world.inspections.setdefault(key, []).append(inspection)
            return {"ok": True, "inspection": inspection}
        raise Refusal(404, "not_found", "没有这个操作。")

    @app.get(f"{base}/scheduled")
    def scheduled(key: str, request: Request):
        who(request, world)
        return {"ok": True, "scheduled": world.scheduled.get(key, [])}

    @app.delete(f"{base}/scheduled/{{plan}}")
    def cancel(key: str, plan: int, request: Request):
        who(request, world)
        world.scheduled[key] = [each for each in world.scheduled[key] if each["id"] != plan]
        return {"ok": True}

    @app.get(f"{base}/inspections")
    def inspections(key: str, request: Request):
        who(request, world)
        return {"ok": True, "inspections": world.inspections.get(key, [])}

    @app.get("/api/console/inspections/form")
    def form(request: Request):
        who(request, world)
        return {"ok": True, "items": FORM}


def _orders(app, world, lines):
    @app.get("/api/console/orders/{number}/actions")
    def actions(number: str, request: Request):
        who(request, world)
        return {"ok": True, "actions": ACTIONS}

    @app.post("/api/console/orders/{number}/propose")
    async def propose(number: str, request: Request):
        who(request, world)
        given = await request.json()
        values = given["values"]
        if given["action"] == "compensate" and values["amount"] > 50:
            raise Refusal(409, "compensation_refused", "补偿超出了规则允许的额度，请核对金额或请主管处理。", rule=RULE)
        before = {"change_address": "文三路 268 号丹枫公寓 3 幢 1202 室", "change_price": "179 元"}.get(
            given["action"], "—"
        )
        after = values.get("street") or f"{values.get('amount')} 元"
        return {
            "ok": True,
            "digest": "d1",
            "lines": [{"label": "收货地址" if "street" in values else "金额", "before": before, "after": after}],
            "rule": RULE,
        }

    @app.post("/api/console/orders/{number}/carry_out")
    async def carry_out(number: str, request: Request):
        who(request, world)
        world.done.append({"number": number, **await request.json()})
        return {"ok": True}


def _replies(app, world, lines):
    base = "/api/console/canned_replies"

    @app.get(base)
    def listed(request: Request):
        who(request, world)
        return {"ok": True, "replies": list(world.replies.values())}

    @app.post(base)
    async def make(request: Request):
        who(request, world)
        key = max(world.replies) + 1
        world.replies[key] = {"id": key, "times_used": 0, "image": None, **await request.json()}
        return {"ok": True, "reply": world.replies[key]}

    @app.put(f"{base}/{{key}}")
    async def change(key: int, request: Request):
        who(request, world)
        world.replies[key].update(await request.json())
        return {"ok": True, "reply": world.replies[key]}

    @app.delete(f"{base}/{{key}}")
    def drop(key: int, request: Request):
        who(request, world)
        world.replies.pop(key)
        return {"ok": True}

    @app.put(f"{base}/{{key}}/picture")
    def picture(key: int, request: Request):
        who(request, world)
        world.replies[key]["image"] = "/stand-in/size-chart.png"
        return {"ok": True, "reply": world.replies[key]}

    @app.post(f"{base}/{{key}}/fill")
    async def fill(key: int, request: Request):
        who(request, world)
        given = await request.json()
        order = next((each for each in world.orders if each["number"] == given.get("order")), None)
        known = {"买家": world.conversations[given["conversation"]]["shopper"]["name"], "商品": "这款"}
        if order:
            known.update({"订单号": order["number"], "商品": order["lines"][0]["title"]})
        text, missing = world.replies[key]["text"], []
        for place in ("买家", "订单号", "商品", "快递", "运单号"):
            if f"{{{place}}}" in text:
                text = text.replace(f"{{{place}}}", known.get(place, f"【{place}】"))
                missing += [] if place in known else [place]
        world.replies[key]["times_used"] += 1
        return {"ok": True, "text": text, "missing": missing}


def _tickets(app, world, lines):
    base = "/api/console/tickets"

    async def told(ticket):
        await lines.tell({"type": "ticket", "data": ticket})
        return {"ok": True, "ticket": ticket}

    @app.get(base)
    def listed(request: Request, box: str = "open"):
        agent = who(request, world)
        fits = {
            "open": lambda each: not each["closed_at"],
            "mine": lambda each: not each["closed_at"] and each["agent_id"] == agent["id"],
            "closed": lambda each: bool(each["closed_at"]),
        }
        return {
            "ok": True,
            "tickets": sorted(filter(fits[box], world.tickets.values()), key=lambda each: each["due_at"]),
        }

    @app.post(base)
    async def make(request: Request):
        agent, key = who(request, world), max(world.tickets) + 1
        given = {name: value for name, value in (await request.json()).items()}
        world.tickets[key] = {
            **world.tickets[2],
            "id": key,
            "agent": None,
            "agent_id": None,
            "shopper_name": None,
            "opened_by": agent["name"],
            **given,
        }
        return await told(world.tickets[key])

    @app.post(f"{base}/{{key}}/take")
    async def take(key: int, request: Request):
        agent = who(request, world)
        world.tickets[key].update(agent=agent["name"], agent_id=agent["id"])
        return await told(world.tickets[key])

    @app.post(f"{base}/{{key}}/close")
    async def close(key: int, request: Request):
        who(request, world)
        world.tickets[key].update(closed_at=iso(now()), outcome=(await request.json())["outcome"])
        return await told(world.tickets[key])


def _leads(app, world, lines):
    @app.get("/api/console/staff/accounts")
    def accounts(request: Request):
        who(request, world)
        return {"ok": True, "accounts": list(world.staff.values())}

    @app.post("/api/console/staff/accounts")
    async def make(request: Request):
        who(request, world)
        key = max(world.staff) + 1
        world.staff[key] = {
            **world.staff[6],
            "id": key,
            "seen_at": None,
            "must_change_password": True,
            **await request.json(),
        }
        return {"ok": True, "account": world.staff[key], "password": "杏花-7k2m-春水"}

    @app.put("/api/console/staff/accounts/{key}")
    async def change(key: int, request: Request):
        who(request, world)
        world.staff[key].update(await request.json())
        return {"ok": True, "account": world.staff[key]}

    @app.get("/api/console/audit")
    def audit(request: Request):
        who(request, world)
        told = [
            ("conversation.view", "c-boots", {}),
            ("order.change", world.orders[0]["number"], {"action": "改收货地址"}),
            ("report.export", "overview", {"format": "xlsx"}),
            ("log_in.failed", "xiaolin", {"address": "203.0.113.7"}),
        ]
        entries = [
            {
                "id": 90 - n,
                "at": ago(minutes=7 * n),
                "agent_id": 1 + n % 3,
                "agent": world.staff[1 + n % 3]["name"],
                "action": action,
                "subject": subject,
                "detail": detail,
            }
            for n, (action, subject, detail) in enumerate(told)
        ]
        return {"ok": True, "entries": entries, "more": False}

    @app.get("/api/console/reports")
    def reports(request: Request):
        who(request, world)
        return {
            "ok": True,
            "reports": [{"name": name, "title": title} for name, title in REPORTS],
            "sheets": [{"name": "consultations", "title": "客户咨询表"}, {"name": "sales", "title": "成交记录表"}],
        }

    @app.get("/api/console/reports/{name}")
    def report(name: str, request: Request):
        who(request, world)
        first, last = date.fromisoformat(request.query_params["from"]), date.fromisoformat(request.query_params["to"])
        days = [(first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1)]
        row = lambda n: [
            118 + n * 17 % 60,
            90 + n * 13 % 40,
            0.71 + n % 5 / 50,
            38 + n * 11 % 47,
            4.5 + n % 4 / 10,
            12045 + n * 990,
        ]  # noqa: E731
        by_day = [{"key": day, "name": day, "values": row(n)} for n, day in enumerate(days)]
        by_agent = [
            {"key": str(each["id"]), "name": each["name"], "values": row(each["id"])} for each in world.staff.values()
        ]
        by_group = [{"key": each["key"], "name": each["name"], "values": row(n)} for n, each in enumerate(GROUPS)]
        shown = {
            "name": name, "title": dict(REPORTS)[name], "from": days[0], "to": days[-1], "questions": [],
            "figures": [dict(zip(("key", "title", "measure", "unit", "definition"), each, strict=True)) for each in FIGURES],
            "total": row(3),
            "chart": {
                "days": days, "first": ["conversations", "bot_alone", "reply_from_hand_over"],
                "series": [{"figure": key, "points": [each["values"][n] for each in by_day]} for n, (key, *_) in enumerate(FIGURES)],
            },
            "tables": [{"by": "day", "title": "日期", "rows": by_day}, {"by": "group", "title": "技能组", "rows": by_group}, {"by": "agent", "title": "客服", "rows": by_agent}],
        }  # fmt: skip
        return {"ok": True, "report": shown}


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
