from datetime import datetime, timezone

import pytest
from sqlalchemy import select

from bot.db import session_on
from bot.desk.audit import AuditEntry
from bot.desk.corrections import Correction
from bot.desk.staff import Role
from bot.web.console_frames import Note, Opened, Summary
from tests.echo_bot import says
from tests.pictures import png
from tests.web.console_desk import hired, problem

PACKET = {
    "reason": "complaint", "summary": "想退 6612 的羽绒服", "slots": {"size": "L", "height": 178, "told": True},
    "order_number": None, "intent": "request_return", "mood": "angry",
    "rule": {"id": "return_7_days", "version": "2026.11", "text": "签收后 7 天内可以退货。"}, "suggestions": ["您好，我来处理。"],
}  # fmt: skip


@pytest.fixture
def lin(client, hire):
    return hired(client, hire)


@pytest.fixture
def zhou(client, hire):
    return hired(client, hire, "xiaozhou")


@pytest.fixture
def amin(client, hire):
    return hired(client, hire, "amin", Role.LEAD)


@pytest.fixture
def waiting(say, lin):
    """The id of a conversation that waits."""
    say("转人工", client_id="c0")
    return lin.listed("queue")[0]


@pytest.fixture
def served(waiting, lin):
    """The id of a conversation that 小林 has."""
    lin.post(f"{waiting}/take")
    return waiting


@pytest.fixture
def noted(settings):
    """The lines of the audit of an action."""

    def lines(action):
        with session_on(settings.database_url) as session:
            found = session.execute(select(AuditEntry).where(AuditEntry.action == action)).scalars()
            return [(one.agent_id, one.subject) for one in found]

    return lines


# ---- lists


def test_the_queue_tells_who_waits_and_why_in_words(waiting, lin):
    [line] = lin.get(box="queue").json()["conversations"]

    Summary.parse_obj(line)
    assert (line["owner"], line["position"], line["reason_title"], line["group_name"]) == (
        "waiting",
        1,
        "要人工",
        "售前",
    )
    assert line["shopper"] == {"id": None, "name": f"访客 {waiting[:4].upper()}"}
    assert (line["last"]["from"], line["unread"], line["mood_title"]) == ("bot", 1, "平静")


def test_a_shopper_whom_the_shop_vouches_for_has_a_name(client, enter, shop_token, say, lin):
    say("转人工", headers=enter(shop_token()))

    [line] = lin.get(box="queue").json()["conversations"]

    assert line["shopper"] == {"id": "demo", "name": "林小姐"}


def test_an_agent_sees_their_own_what_they_had_and_what_waits_for_their_groups(client, hire, waiting, lin, zhou):
    stranger = hired(client, hire, "laowu", groups=["aftersale"])
    assert (zhou.listed(), stranger.listed()) == ([waiting], [])
    lin.post(f"{waiting}/take")
    assert (lin.listed("mine"), zhou.listed()) == ([waiting], [])
    lin.post(f"{waiting}/resolve")

    assert (lin.listed("closed"), zhou.listed("closed")) == ([waiting], [])


def test_a_lead_sees_conversations_that_the_bot_has(say, lin, amin):
    say("在吗")

    assert (len(amin.listed()), lin.listed()) == (1, [])


def test_conversations_are_found_by_words_order_number_and_shopper(client, enter, shop_token, say, bot, amin, noted):
    say("袖子起球了怎么办", client_id="c1")
    bot.script.append(says("好的", hand_off={**PACKET, "order_number": "202611180000123"}))
    say("转人工", client_id="c2", headers=enter(shop_token()))
    [plain], [demo] = amin.listed(q="起球"), amin.listed(q="林小姐")

    assert plain != demo
    assert amin.listed(q="2026111800001") == [demo]
    assert (amin.listed(q="100%"), amin.listed(q="_")) == ([], [])
    assert (amin.id, "起球") in noted("conversation.search")


def test_a_page_ends_where_the_next_one_begins(enter, say, clock, amin):
    say("在吗")
    for number in range(5):
        clock.move(seconds=number % 2)
        say("在吗", headers=enter())
    first = amin.get(box="all", limit=2).json()

    rest = amin.listed(before=first["conversations"][-1]["updated_at"])

    seen = [one["id"] for one in first["conversations"]] + rest
    assert (len(seen), len(set(seen)), first["more"]) == (6, 6, True)


# ---- one conversation


def test_the_packet_tells_the_whole_story(say, bot, lin):
    say("这件起球吗", client_id="c1")
    bot.script.append(says("好的，为您转接。", hand_off=PACKET))
    say("我要投诉", client_id="c2")
    [id_] = lin.listed("queue")

    opened = lin.get(f"/{id_}").json()

    Opened.parse_obj({name: value for name, value in opened.items() if name != "ok"})
    packet = opened["packet"]
    assert (packet["wish"], packet["reason_title"], packet["mood_title"]) == ("想退 6612 的羽绒服", "投诉", "生气")
    assert packet["slots"] == [{"label": "尺码", "value": "L"}, {"label": "身高（cm）", "value": "178"}]
    assert (packet["answered"], packet["suggestions"]) == (["您说：这件起球吗"], ["您好，我来处理。"])
    assert (packet["rule"], packet["intent_title"]) == (PACKET["rule"], "申请退货退款")
    assert [said["from"] for said in opened["messages"]][:4] == ["shopper", "bot", "shopper", "bot"]


def test_the_order_comes_as_a_card(client, enter, shop_token, say, bot, settings, lin):
    from bot.shop.orders import Order

    with session_on(settings.database_url) as session:
        number = session.execute(select(Order.number).where(Order.customer_id == "demo")).scalars().first()
    bot.script.append(says("好的", hand_off={**PACKET, "order_number": number}))
    say("转人工", headers=enter(shop_token()))

    card = lin.get(f"/{lin.listed('queue')[0]}").json()["packet"]["order_card"]

    assert (card["type"], card["number"], bool(card["lines"])) == ("order", number, True)


def test_earlier_messages_come_page_by_page(say, amin):
    for number in range(25):
        say("在吗", client_id=f"c{number}")
    [id_] = amin.listed()
    latest = amin.get(f"/{id_}").json()

    earlier = amin.get(f"/{id_}", before=latest["messages"][0]["id"]).json()

    ids = [said["id"] for said in (*earlier["messages"], *latest["messages"])]
    assert (len(ids), ids, latest["more"], earlier["more"]) == (50, sorted(set(ids)), True, False)


def test_who_opens_a_conversation_is_written_down_once(waiting, lin, zhou, noted):
    for console in (lin, lin, zhou):
        console.get(f"/{waiting}")

    assert noted("conversation.view") == [(lin.id, waiting), (zhou.id, waiting)]


def test_one_that_they_may_not_see_looks_like_none(served, zhou):
    refusals = [zhou.get(f"/{served}"), zhou.get("/none"), zhou.post(f"{served}/notes", text="看看")]
    refusals += [zhou.get(f"/{served}/scheduled"), zhou.post(f"{served}/corrections", message=1, answer="不对")]

    assert {problem(answer) for answer in refusals} == {(404, "conversation_not_found")}


# ---- getting and giving away


def test_of_two_who_take_one_gets_it(waiting, lin, zhou):
    first, second = lin.post(f"{waiting}/take"), zhou.post(f"{waiting}/take")

    assert first.json()["conversation"]["agent"] == "小林"
    assert problem(second) == (409, "not_in_charge")


def test_only_who_has_the_word_acts(served, zhou, amin):
    told = [console.reply(served) for console in (zhou, amin)]
    told += [zhou.post(f"{served}/{deed}") for deed in ("resolve", "return_to_bot")]
    told += [zhou.post(f"{served}/schedule", text="在吗", at="2026-11-18T03:00:00Z")]

    assert {problem(answer) for answer in told} == {(409, "not_in_charge")}


def test_a_lead_goes_on_in_a_conversation_of_an_agents_or_the_bots(say, enter, served, amin, zhou):
    taken = amin.post(f"{served}/take_over").json()["conversation"]
    say("在吗", headers=enter(), client_id="c9")
    [bots] = [id_ for id_ in amin.listed() if id_ != served]

    from_bot = amin.post(f"{bots}/take_over").json()["conversation"]

    assert (taken["agent"], from_bot["agent"], from_bot["reason_title"]) == ("阿敏", "阿敏", "主管接管")
    assert problem(zhou.post(f"{bots}/take_over")) == (403, "not_allowed")


def test_a_transfer_tells_the_story_to_the_next(served, lin, zhou):
    moved = lin.post(f"{served}/transfer", group="aftersale", note="已核对照片，请办换货").json()["conversation"]

    opened = zhou.get(f"/{served}").json()
    assert (moved["owner"], moved["group_name"]) == ("waiting", "售后")
    assert [(note["kind"], note["text"]) for note in opened["notes"]] == [("transfer", "已核对照片，请办换货")]
    assert opened["messages"][-1]["text"].startswith("已为您转给售后客服")


@pytest.mark.parametrize(
    ("to", "fault"),
    [
        ({"group": "nobody"}, (400, "bad_group")),
        ({}, (400, "invalid_request")),
        ({"group": "presale", "agent": 1}, (400, "invalid_request")),
        ({"agent": 999}, (404, "agent_not_found")),
    ],
)
def test_a_transfer_to_nobody_is_refused(served, lin, to, fault):
    assert problem(lin.post(f"{served}/transfer", **to)) == fault


def test_resolved_and_given_back_conversations_are_no_longer_theirs(say, enter, served, lin):
    closed = lin.post(f"{served}/resolve").json()["conversation"]
    say("转人工", headers=enter(), client_id="c5")
    [other] = lin.listed("queue")
    lin.post(f"{other}/take")
    back = lin.post(f"{other}/return_to_bot").json()["conversation"]

    assert (closed["owner"], bool(closed["closed_at"]), back["owner"], back["closed_at"]) == (
        "closed",
        True,
        "bot",
        None,
    )
    assert lin.listed("mine") == []


# ---- speaking


def test_a_reply_sent_again_is_stored_once(served, lin, client, me):
    first, again = lin.reply(served), lin.reply(served)

    assert first.json() == again.json()
    assert first.json()["message"]["agent"] == "小林"
    told = client.get("/api/chat/messages", headers=me).json()["messages"]
    assert [said["text"] for said in told if said["from"] == "agent"] == ["您好"]


def test_what_was_taken_back_is_gone_for_the_shopper_alone(served, lin, client, me, clock):
    said = lin.reply(served).json()["message"]
    lin.post(f"{served}/recall", message=said["id"])

    mine = lin.get(f"/{served}").json()["messages"][-1]
    theirs = client.get("/api/chat/messages", headers=me).json()["messages"][-1]
    assert (mine["text"], bool(mine["recalled_at"]), theirs["text"], theirs["recalled"]) == ("您好", True, "", True)
    late = lin.reply(served, client_id="a2").json()["message"]
    clock.move(seconds=121)
    assert problem(lin.post(f"{served}/recall", message=late["id"])) == (409, "too_late_to_recall")


def test_pictures_open_for_who_may_see_the_conversation(client, served, lin, zhou):
    shown = client.post(
        f"/api/console/conversations/{served}/photos?client_id=p1", content=png(), headers=lin.headers
    ).json()["message"]

    opened = client.get(shown["image"], headers=lin.headers)
    assert (opened.headers["content-type"], "sandbox" in opened.headers["content-security-policy"]) == (
        "image/jpeg",
        True,
    )
    assert [client.get(shown["image"], headers=headers).status_code for headers in (zhou.headers, {})] == [404, 401]


# ---- among the staff


def test_notes_are_for_colleagues_alone(served, lin, client, me):
    note = lin.post(f"{served}/notes", text="VIP，耐心一点", about_shopper=True).json()["note"]

    Note.parse_obj(note)
    assert lin.get(f"/{served}").json()["notes"] == [note]
    assert "VIP" not in client.get("/api/chat/messages", headers=me).text


def test_only_leads_whisper_and_only_to_somebody(say, enter, served, lin, amin, client, me):
    say("在吗", headers=enter(), client_id="c7")
    [bots] = [id_ for id_ in amin.listed() if id_ != served]

    assert amin.post(f"{served}/whisper", text="先道歉").json()["note"]["kind"] == "whisper"
    assert problem(lin.post(f"{served}/whisper", text="先道歉")) == (403, "not_allowed")
    assert problem(amin.post(f"{bots}/whisper", text="先道歉")) == (409, "nobody_in_charge")
    assert "先道歉" not in client.get("/api/chat/messages", headers=me).text


def test_a_correction_reaches_the_trainers_with_its_context(waiting, lin, settings):
    wrong = lin.get(f"/{waiting}").json()["messages"][0]

    done = lin.post(f"{waiting}/corrections", message=wrong["id"], intent="complain", answer="应该先道歉")

    with session_on(settings.database_url) as session:
        [kept] = session.execute(select(Correction)).scalars()
    assert (done.status_code, kept.intent, kept.answer, kept.agent_id) == (200, "complain", "应该先道歉", lin.id)
    assert kept.context["said"][-1] == {"from": "shopper", "text": "转人工"}
    assert kept.context["understood"][0]["confidence"] == 0.9


def test_the_context_of_a_correction_is_masked(say, amin, settings):
    said = say("我的手机13812345678").json()
    [id_] = amin.listed()

    amin.post(f"{id_}/corrections", message=said["replies"][0]["id"], answer="不用重复")

    with session_on(settings.database_url) as session:
        [kept] = session.execute(select(Correction)).scalars()
    assert [line["text"] for line in kept.context["said"]] == ["我的手机138****5678", "您说：我的手机138****5678"]


@pytest.mark.parametrize(
    "body", [{"message": 1}, {"message": 999, "answer": "x"}, {"message": 1, "intent": "nonsense"}]
)
def test_a_correction_of_nothing_is_refused(waiting, lin, body):
    assert problem(lin.post(f"{waiting}/corrections", **body)) == (400, "invalid_request")


def test_replies_for_later_are_listed_and_cancelled(served, lin, clock):
    planned = lin.post(f"{served}/schedule", text="明天发货哦", at="2026-11-18T03:00:00.000Z").json()["scheduled"]
    assert lin.get(f"/{served}/scheduled").json()["scheduled"] == [planned]

    cancel = lin.client.delete(f"/api/console/conversations/{served}/scheduled/{planned['id']}", headers=lin.headers)

    assert (cancel.json()["cancelled"], lin.get(f"/{served}/scheduled").json()["scheduled"]) == (True, [])


@pytest.mark.parametrize(
    ("at", "fault"),
    [
        ("2026-11-18T01:00:00Z", (422, "bad_schedule")),
        ("2027-01-01T01:00:00Z", (422, "bad_schedule")),
        ("2026-11-18T03:00:00", (400, "invalid_request")),
    ],
)
def test_a_reply_for_a_time_that_is_no_good_is_refused(served, lin, at, fault):
    assert problem(lin.post(f"{served}/schedule", text="您好", at=at)) == fault


# ---- inspections


def test_a_lead_judges_who_has_served_once(served, lin, amin, noted):
    items = amin.ask("inspections/form").json()["items"]
    scores = {item["key"]: item["points"] for item in items}

    first = amin.post(f"{served}/inspections", scores=scores, comment="不错").json()["inspection"]
    amin.post(f"{served}/inspections", scores={**scores, "manner": 0}, comment="态度不好")

    [kept] = amin.get(f"/{served}/inspections").json()["inspections"]
    assert (first["agent_id"], first["lead"], first["total"]) == (lin.id, "阿敏", sum(scores.values()))
    assert (kept["total"], kept["comment"]) == (first["total"] - scores["manner"], "态度不好")
    assert noted("conversation.inspect") == [(amin.id, served)] * 2


def test_an_inspection_wants_a_lead_the_whole_form_and_somebody_who_served(say, enter, served, lin, amin):
    scores = {item["key"]: 1 for item in amin.ask("inspections/form").json()["items"]}
    say("在吗", headers=enter(), client_id="c7")
    [bots] = [id_ for id_ in amin.listed() if id_ != served]

    assert problem(lin.post(f"{served}/inspections", scores=scores)) == (403, "not_allowed")
    assert problem(amin.post(f"{served}/inspections", scores={"manner": 1})) == (400, "invalid_request")
    assert problem(amin.post(f"{served}/inspections", scores={**scores, "manner": 6})) == (400, "invalid_request")
    assert problem(amin.post(f"{bots}/inspections", scores=scores)) == (409, "nothing_to_inspect")


# ---- everything


def test_every_route_wants_somebody_who_is_logged_in_and_our_own_page(client, lin):
    paths = client.get("/api/openapi.json").json()["paths"]
    routes = [(path, method) for path, methods in paths.items() if "/console/" in path for method in methods]
    asked = [(path.replace("{", "").replace("}", ""), method) for path, method in routes if not path.endswith("/login")]

    unknown = [client.request(method, path).status_code for path, method in asked]
    only_cookie = {"Cookie": lin.headers["Cookie"]}
    changes = [client.request(method, path, headers=only_cookie) for path, method in asked if method != "get"]

    assert (len(asked) > 20, set(unknown)) == (True, {401})
    assert {problem(answer) for answer in changes} == {(403, "bad_csrf")}


def test_the_console_is_told_what_it_must_know_of_the_shop(lin):
    told = lin.ask("me").json()

    assert told["groups"] == [{"key": "presale", "name": "售前"}, {"key": "aftersale", "name": "售后"}]
    assert told["clocks"] == {"warn_s": 100, "late_s": 180, "recall_s": 120}
    assert {"id": "ask_size", "title": "尺码怎么选"} in told["intents"]


def test_times_are_utc(waiting, lin):
    [line] = lin.get(box="queue").json()["conversations"]

    since = datetime.strptime(line["waiting_since"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
    assert since.isoformat() == "2026-11-18T02:00:00+00:00"
