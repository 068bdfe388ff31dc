"""The stand-in's routes of conversations: lists, one of them, and what is done with it."""

import base64
from datetime import timedelta

from fastapi import Request

from tests.browser.console_guard import Refusal, who
from tests.browser.console_world import GROUPS, ago, iso, now, parcels_of

FORM = [
    {"key": "manner", "title": "态度", "points": 5, "hint": "有称呼，不冷场，不顶撞"},
    {"key": "right", "title": "答得对", "points": 5, "hint": "和规则一致，没有乱承诺"},
    {"key": "speed", "title": "及时", "points": 5, "hint": "首次回复和中间都没有让人久等"},
    {"key": "solved", "title": "解决问题", "points": 20, "hint": "买家的事办完了，或者说清了下一步"},
]


def conversations(app, world, lines):
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


def deeds(app, world, lines):
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
