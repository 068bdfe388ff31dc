"""Ways to pay: whether the one that is asked for is to be had, else all of them."""

from __future__ import annotations

import re

from actions.base import Call, Events, ShopAction
from bot.shop.payment_ways import PaymentMethod

# Whether it can be done, and not what it costs or how it differs.
_WHETHER = re.compile(r"能|可以|可不可以|支持|接受|收不收|行不行|[吗么嘛不没]$")
_OTHERWISE = re.compile(r"一样|手续费|费率|限额|利息|区别|哪个|哪种|怎么|便宜|优惠|两种|一起|凑")


class ActionAskPaymentMethod(ShopAction):
    """Yes or no first, in one line, where a way is named."""

    def name(self) -> str:
        return "action_ask_payment_method"

    def act(self, call: Call) -> Events:
        if not _WHETHER.search(call.text.strip(" ？?。！!呀啊呢")) or _OTHERWISE.search(call.text):
            call.say("utter_ask_payment_method")
        elif not _say_whether(call):
            call.say("utter_ask_payment_method")
        return []


def _say_whether(call: Call) -> bool:
    """Whether the message names a way to pay that data know; says whether it is to be had."""
    ways, listed = call.policy.payment, call.policy.listed
    offered, refused = ways.offered_in(call.text), ways.refused_in(call.text)
    instalments = ways.instalments_in(call.text)
    if refused:
        taken = listed(way.name for way in ways.methods)
        call.say("utter_payment_way_no", asked=listed(way.name for way in refused), methods=taken)
    elif instalments:
        others = [way for way in offered if way is not instalments]
        response = "utter_payment_instalments_other" if others else "utter_payment_instalments"
        call.say(response, asked=listed(way.name for way in others), method=instalments.name, note=instalments.note)
    elif offered:
        call.say("utter_payment_way_yes", methods=listed(way.name for way in offered), note=_note(call, offered))
    return bool(refused or instalments or offered)


def _note(call: Call, offered: list[PaymentMethod]) -> str:
    """What there is to know of the one way that was asked for."""
    note = offered[0].note if len(offered) == 1 else ""
    return call.words("utter_label_payment_note", note=note) if note else ""
