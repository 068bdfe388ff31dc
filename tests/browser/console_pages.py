"""The stand-in's routes of the other pages: orders, canned replies, tickets, staff and reports."""

from datetime import date, timedelta

from fastapi import Request

from tests.browser.console_guard import Refusal, who
from tests.browser.console_world import GROUPS, RULE, ago, iso, now

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


def orders(app, world, lines):
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


def replies(app, world, lines):
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


def tickets(app, world, lines):
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


def leads(app, world, lines):
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
            ("agent.log_in_failed", "xiaolin", {"address": "203.0.113.7"}),
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

        def row(n):
            return [
                118 + n * 17 % 60,
                90 + n * 13 % 40,
                0.71 + n % 5 / 50,
                38 + n * 11 % 47,
                4.5 + n % 4 / 10,
                12045 + n * 990,
            ]

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
