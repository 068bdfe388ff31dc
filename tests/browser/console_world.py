"""A little world for the console's stand-in: staff, conversations with their stories, orders of the demo shop."""

import csv
import re
from datetime import datetime, timedelta, timezone
from itertools import count
from pathlib import Path

SHOP = Path(__file__).parents[2] / "data" / "shop"
GROUPS = [{"key": "presale", "name": "售前"}, {"key": "aftersale", "name": "售后"}]
INTENTS = [
    {"id": "ask_size", "title": "尺码怎么选"},
    {"id": "ask_delivery_time", "title": "什么时候发货"},
    {"id": "request_return", "title": "要退货"},
    {"id": "report_quality_issue", "title": "质量问题"},
    {"id": "bargain", "title": "议价"},
    {"id": "track_parcel", "title": "查物流"},
]
STATUSES = {
    "pending_payment": "待付款", "paid": "待发货", "shipped": "已发货", "delivered": "已签收", "completed": "交易完成",
    "refunding": "退款中", "refunded": "已退款", "cancelled": "已取消",
}  # fmt: skip
REASONS = {
    "asked": "要人工",
    "complaint": "投诉",
    "not_understood": "没听懂",
    "rule": "规则要人工",
    "photos": "看凭证",
    "money": "超权限",
    "vip": "会员",
}
MOODS = {"calm": "平静", "impatient": "着急", "angry": "生气"}
RULE = {
    "id": "quality_exchange_photos",
    "version": "2026.11",
    "text": "签收后 90 天内有质量问题，凭照片免费换货，来回运费由店铺承担。",
}


def now():
    return datetime.now(timezone.utc)


def iso(at):
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def ago(**span):
    return iso(now() - timedelta(**span))


def rows(name):
    with (SHOP / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def moment(told):
    """A time of the demo files, such as -4d 10:15 or -40m, as one."""
    if not told:
        return None
    sign = -1 if told.startswith("-") else 1
    days, hours, minutes = (re.match(rf"[+-]?(\d+){unit}", told) for unit in "dhm")
    span = timedelta(
        days=int(days[1]) if days else 0, hours=int(hours[1]) if hours else 0, minutes=int(minutes[1]) if minutes else 0
    )
    return iso(now() + sign * span)


def orders_of(customer):
    lines = rows("order_lines")
    found = []
    for row in rows("orders"):
        if row["customer_id"] != customer:
            continue
        contents = [
            {"title": line["title"], "spec": f"{line['color']} {line['size']}", "quantity": int(line["quantity"]), "price": yuan(line["price_fen"])}
            for line in lines if line["order_number"] == row["number"]
        ]  # fmt: skip
        found.append({
            "number": row["number"], "status": row["status"], "status_title": STATUSES.get(row["status"], row["status"]),
            "created_at": moment(row["created_at"]), "lines": contents, "amount": yuan(row["amount_fen"]), "discount": yuan(row["discount_fen"]),
            "receiver": f"{row['receiver']} {row['phone'][:3]}****{row['phone'][-4:]} {row['city']}{row['district']}***",
        })  # fmt: skip
    return found


def parcels_of(orders):
    numbers = {order["number"] for order in orders}
    events = rows("tracking_events")
    return [
        {
            "order_number": row["order_number"], "carrier": row["carrier"], "tracking_number": row["tracking_number"],
            "status": "已签收" if row["delivered_at"] else "运输中", "note": "",
            "events": [{"at": moment(event["at"]), "text": event["text"]} for event in reversed(events) if event["shipment_id"] == row["id"]],
        }
        for row in rows("shipments") if row["order_number"] in numbers
    ]  # fmt: skip


def yuan(fen):
    return f"{int(fen) / 100:g}" if int(fen) else ""


def order_card(order):
    names = ("number", "lines", "amount", "discount")
    return {"type": "order", "status": order["status_title"], **{name: order[name] for name in names}}


class World:
    """What the desk would know; ``said`` is the one way in for a message."""

    def __init__(self):
        self.ids = count(1001)
        self.staff = {
            1: person(1, "xiaolin", "小林", "agent", ["presale"], "online", 8),
            2: person(2, "xiaozhou", "小周", "agent", ["aftersale"], "online", 5),
            3: person(3, "amin", "阿敏", "lead", ["presale", "aftersale"], "online", 5),
            4: person(4, "admin", "店长", "admin", [], "offline", 3),
            5: person(5, "xiaoqi", "小齐", "agent", ["aftersale"], "away", 5),
            6: person(6, "laowu", "老吴", "agent", ["presale"], "offline", 5),
        }
        self.orders = orders_of("demo")
        self.conversations, self.messages, self.notes, self.packets = {}, {}, {}, {}
        self.scheduled, self.ratings, self.inspections, self.corrections = {}, {}, {}, []
        self.replies, self.tickets, self.audit, self.done = canned(), tickets(), [], []

    def begin(self, key, name, **facts):
        shown = {
            "id": key, "owner": "bot", "group": None, "group_name": None, "agent_id": None, "agent": None, "priority": 0,
            "reason": None, "reason_title": None, "mood": "calm", "mood_title": "平静", "wish": "", "order_number": None, "channel": "widget",
            "shopper": {"id": None, "name": name}, "waiting_since": None, "reply_due_at": None, "last": None, "unread": 0,
            "position": None, "created_at": ago(hours=2), "updated_at": ago(minutes=30), "closed_at": None, **facts,
        }  # fmt: skip
        shown["group_name"] = next((group["name"] for group in GROUPS if group["key"] == shown["group"]), None)
        shown["reason_title"] = REASONS.get(shown["reason"])
        shown["mood_title"] = MOODS[shown["mood"]]
        shown["agent"] = self.staff[shown["agent_id"]]["name"] if shown["agent_id"] else None
        self.conversations[key], self.messages[key], self.notes[key] = shown, [], []
        return shown

    def said(self, key, author, text, at=None, **more):
        message = {
            "id": next(self.ids), "conversation": key, "from": author, "agent": None, "agent_id": None, "kind": "text", "text": text,
            "buttons": [], "image": None, "card": None, "at": at or iso(now()), "recalled_at": None, "liked": None,
            "intent": None, "intent_title": None, "confidence": None, "client_id": None, **more,
        }  # fmt: skip
        self.messages[key].append(message)
        summary = self.conversations[key]
        summary["updated_at"] = message["at"]
        if author != "system":
            summary["last"] = {"from": author, "text": text, "at": message["at"]}
        return message

    def noted(self, key, agent, text, kind="note", about_shopper=False):
        after = self.messages[key][-1]["id"] if self.messages[key] else 0
        note = {
            "id": next(self.ids), "conversation": key, "about_shopper": about_shopper, "kind": kind, "agent": agent["name"],
            "agent_id": agent["id"], "text": text, "after_id": after, "at": iso(now()),
        }  # fmt: skip
        self.notes[key].append(note)
        return note

    def waiting(self):
        found = [each for each in self.conversations.values() if each["owner"] == "waiting"]
        return sorted(found, key=lambda each: (-each["priority"], each["waiting_since"]))

    def mine(self, agent):
        return [
            each for each in self.conversations.values() if each["owner"] == "human" and each["agent_id"] == agent["id"]
        ]

    def listed(self, agent):
        return {**agent, "load": len(self.mine(agent))}

    def opened(self, key, after=0, before=None, limit=40):
        found = [each for each in self.messages[key] if each["id"] > after and (before is None or each["id"] < before)]
        return {
            "conversation": self.conversations[key], "packet": self.packets.get(key), "messages": found[-limit:],
            "notes": self.notes[key], "more": len(found) > limit, "read_id": self.read_id(key), "rating": self.ratings.get(key),
        }  # fmt: skip

    def read_id(self, key):
        return max((each["id"] for each in self.messages[key] if each["from"] == "shopper"), default=0)


def person(key, login, name, role, groups, presence, capacity):
    return {
        "id": key, "login": login, "name": name, "role": role, "groups": groups, "presence": presence, "capacity": capacity,
        "is_active": True, "must_change_password": False, "seen_at": ago(minutes=key * 7), "created_at": ago(days=90),
    }  # fmt: skip


def canned():
    told = [
        ("物流", "运费", "{买家}您好，满 99 元包邮，偏远地区满 299 元包邮。", 86, None, False),
        (
            "物流",
            "催发货",
            "订单 {订单号} 已经帮您催仓库了，今天 18:00 前发出，发出后物流会自动更新。",
            64,
            None,
            False,
        ),
        ("物流", "查快递", "{快递}（{运单号}）还在路上，我这边盯着，有异常第一时间告诉您。", 41, None, False),
        (
            "尺码",
            "尺码表",
            "这是「{商品}」的尺码表，按平时穿的尺码对着选就可以。",
            52,
            "/stand-in/size-chart.png",
            False,
        ),
        ("售后", "换货", "收到，质量问题换货来回运费我们承担，麻烦拍一张问题处的近照给我。", 38, None, False),
        ("售后", "退款时间", "退款已经提交，原路退回，一般 1–3 个工作日到账。", 29, None, False),
        ("常用", "稍等", "好的，您稍等，我帮您核实一下。", 120, None, True),
        ("常用", "结束语", "还有需要随时找我，祝您生活愉快。", 77, None, True),
    ]
    names = ("folder", "shortcut", "text", "times_used", "image", "own")
    return {key: {"id": key, **dict(zip(names, each, strict=True))} for key, each in enumerate(told, 1)}


def tickets():
    def made(key, kind, subject, due, **more):
        return {
            "id": key, "kind": kind, "subject": subject, "group": "aftersale", "group_name": "售后", "agent_id": None, "agent": None, "conversation": None,
            "order_number": None, "shopper_name": None, "opened_at": ago(hours=9), "due_at": iso(now() + due), "closed_at": None, "outcome": "", **more,
        }  # fmt: skip

    hour = timedelta(hours=1)
    all_ = [
        made(
            1,
            "message",
            "夜里留言：收到的毛衣少了一件，想补发",
            -hour / 2,
            conversation="c-closed",
            shopper_name="夏天的风",
            order_number="202611210000087",
        ),
        made(
            2,
            "task",
            "跟仓库核实羽绒服漏发的腰带，补发后告诉买家",
            hour * 3,
            shopper_name="林小姐",
            agent_id=1,
            agent="小林",
        ),
        made(
            3,
            "task",
            "退款 3 天没到账，和支付平台核对",
            hour * 26,
            shopper_name="阿May",
            order_number="202611080001538",
        ),
        made(
            4,
            "message",
            "夜里留言：想改收货地址",
            -hour * 20,
            closed_at=ago(hours=12),
            outcome="已改好地址，买家确认了",
            agent="小周",
        ),
    ]
    return {each["id"]: each for each in all_}
