"""The stories in the stand-in's world: what shoppers, bot and staff have said so far."""

from datetime import timedelta

from tests.browser.console_world import MOODS, REASONS, RULE, ago, iso, now, order_card


def tell_stories(world):
    _tell_of_boots(world)
    _tell_of_a_bargain(world)
    _tell_of_the_queue(world)
    _tell_of_the_rest(world)


def _tell_of_boots(world):
    key = "c-boots"
    shoes = next(order for order in world.orders if any("小白鞋" in line["title"] for line in order["lines"]))
    world.begin(
        key, "林小姐", owner="human", group="aftersale", agent_id=1, reason="photos", mood="impatient", wish="小白鞋开胶，要换货",
        order_number=shoes["number"], reply_due_at=iso(now() + timedelta(seconds=58)), unread=2, created_at=ago(minutes=9),
    )["shopper"]["id"] = "demo"  # fmt: skip
    say = lambda author, text, back, **more: world.said(key, author, text, ago(seconds=back), **more)  # noqa: E731
    say("shopper", "鞋子收到了，有点开胶", 520, intent="report_quality_issue", intent_title="质量问题", confidence=0.93)
    say(
        "bot",
        "抱歉给您添麻烦了（质量问题）。您希望怎么处理呢？",
        518,
        kind="buttons",
        buttons=[{"id": "1", "title": "退货退款"}, {"id": "2", "title": "换货"}, {"id": "3", "title": "维修"}],
    )
    say("shopper", "换货", 500, intent="inform", intent_title="回答问题", confidence=1.0)
    say("bot", "您说的是这一单吗", 498, kind="card", card=order_card(shoes))
    say("shopper", "是的 才穿了一天！！", 470, intent="affirm", intent_title="肯定", confidence=0.88)
    say("bot", "质量问题可以换，来回运费由我们承担。请先发至少 1 张照片，核对后马上为您办。", 468, liked=False)
    say("shopper", "[图片]", 90, kind="image", image="/stand-in/shoe.png")
    say("system", "客服小林已接入，为您服务。", 42)
    say("shopper", "你看这个胶都开了", 20)
    world.noted(key, world.staff[2], "这位上月也换过一次，先核对照片再答应。", "transfer")
    world.packets[key] = {
        "wish": "小白鞋开胶，要换货", "reason": "photos", "reason_title": "要看凭证", "mood": "impatient", "mood_title": "着急", "intent": "report_quality_issue",
        "intent_title": "质量问题", "order_card": order_card(shoes), "slots": [{"label": "问题", "value": "开胶"}, {"label": "想要", "value": "换货"}, {"label": "照片", "value": "1 张"}],
        "answered": ["质量问题可以换，来回运费由店铺承担", "请先发至少 1 张照片"], "rule": RULE,
        "suggestions": ["照片收到了，确实是开胶，我马上给您办换货，来回运费我们出。", "您好，能再拍一张鞋底的整体照吗？我核对一下就给您办。"],
        "at": ago(seconds=88), "waited_s": 46,
    }  # fmt: skip


def _tell_of_a_bargain(world):
    world.begin(
        "c-coat",
        "星河",
        owner="human",
        group="presale",
        agent_id=1,
        reason="money",
        wish="想两件一起再便宜点",
        created_at=ago(minutes=31),
    )
    world.said(
        "c-coat",
        "shopper",
        "两件大衣能再便宜点吗",
        ago(minutes=14),
        intent="bargain",
        intent_title="议价",
        confidence=0.97,
    )
    world.said("c-coat", "bot", "亲，标价都是实价，不过正好有活动，这样买更合适。", ago(minutes=14))
    world.said("c-coat", "agent", "您好，两件可以叠加满减，我帮您算一下。", ago(minutes=11), agent="小林", agent_id=1)
    world.said("c-coat", "shopper", "好 那我等你", ago(minutes=3))
    world.conversations["c-coat"]["unread"] = 1
    world.begin(
        "c-size",
        "阿May",
        owner="human",
        group="presale",
        agent_id=1,
        reason="not_understood",
        wish="孕妇穿哪个码",
        created_at=ago(minutes=50),
    )
    world.said("c-size", "shopper", "怀孕六个月穿什么码合适呀", ago(minutes=22))
    world.said("c-size", "bot", "按身高体重，建议您穿 L。", ago(minutes=22), kind="card", card={
        "type": "size", "size": "L", "other_size": "XL", "reason": "身高 163 cm、体重 58 kg，在 L 的范围里", "rows": [["身高", "163 cm"], ["体重", "58 kg"]],
    })  # fmt: skip
    world.said(
        "c-size",
        "agent",
        "孕中期腰腹会宽一些，建议您直接拍 XL，宽松版型穿着舒服。",
        ago(minutes=18),
        agent="小林",
        agent_id=1,
    )


def _tell_of_the_queue(world):
    queued = [
        (
            "c-angry",
            "不吃香菜",
            "aftersale",
            "complaint",
            "angry",
            1,
            214,
            "三天了还没发货，要投诉",
            "都三天了！！！再不发货我就投诉你们",
        ),
        ("c-wait", "小鹿乱撞", "presale", "asked", "calm", 0, 121, "问羽绒服能不能开专票", "帮我转人工，问下开专票"),
        ("c-photo", "橘子汽水", "aftersale", "rule", "calm", 0, 36, "收到的毛衣有色差", "颜色和图片差好多啊"),
    ]
    for key, name, group, reason, mood, priority, back, wish, text in queued:
        world.begin(
            key,
            name,
            owner="waiting",
            group=group,
            reason=reason,
            mood=mood,
            priority=priority,
            wish=wish,
            waiting_since=ago(seconds=back),
        )
        world.said(key, "shopper", text, ago(seconds=back + 5))
        world.said(key, "system", "已经在为您转接人工客服，请稍候。", ago(seconds=back))
        world.packets[key] = {
            "wish": wish, "reason": reason, "reason_title": REASONS[reason], "mood": mood, "mood_title": MOODS[mood], "intent": None, "intent_title": None, "order_card": None,
            "slots": [], "answered": [], "rule": None, "suggestions": ["您好，我是客服，您的情况我看到了，马上帮您处理。"], "at": ago(seconds=back), "waited_s": None,
        }  # fmt: skip


def _tell_of_the_rest(world):
    world.begin("c-other", "山茶花", owner="human", group="aftersale", agent_id=2, reason="asked", wish="退款多久到账")
    world.said("c-other", "shopper", "退款怎么还没到", ago(minutes=6))
    world.said("c-other", "agent", "已经帮您查了，预计明天到账。", ago(minutes=4), agent="小周", agent_id=2)
    world.begin("c-bot", "访客 8823", owner="bot")
    world.said(
        "c-bot", "shopper", "这个有现货吗", ago(minutes=1), intent="ask_stock", intent_title="问库存", confidence=0.96
    )
    world.said("c-bot", "bot", "有的亲，现货，可以直接拍。", ago(minutes=1))
    world.begin(
        "c-closed",
        "夏天的风",
        owner="closed",
        group="presale",
        agent_id=1,
        reason="asked",
        wish="想要发票",
        closed_at=ago(hours=3),
        updated_at=ago(hours=3),
    )
    world.said("c-closed", "shopper", "发票能开公司抬头吗", ago(hours=3, minutes=20))
    world.said(
        "c-closed", "agent", "可以的，已经给您开好发到邮箱了。", ago(hours=3, minutes=5), agent="小林", agent_id=1
    )
    world.said("c-closed", "system", "本次咨询已结束，感谢您的光临。", ago(hours=3))
    world.ratings["c-closed"] = {"score": 5, "word": "回复很快，谢谢"}
