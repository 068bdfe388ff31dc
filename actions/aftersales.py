"""After-sales: how a refund or return stands, and the wishes that a person takes over."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.base import Call
from actions.cards import label, show_order, status
from actions.handoff import hand_over
from actions.matters import RECEIVED, Fits, Matter, Question, Told
from actions.payments import method
from actions.topics import detail_in, title
from bot.shop.orders import Order
from bot.shop.orders import OrderStatus as S

MONEY_BACK: Fits = ((S.REFUNDING,), (S.REFUNDED,), (S.CANCELLED,))


class QueryRefund(Matter):
    topic = "query_refund"
    fits = MONEY_BACK

    def carry_out(self, call: Call, session: Session, order: Order, told: Told) -> None:
        _tell_refund(call, order, self.topic)


class QueryReturnProgress(Matter):
    topic = "query_return_progress"
    fits = MONEY_BACK

    def carry_out(self, call: Call, session: Session, order: Order, told: Told) -> None:
        _tell_refund(call, order, self.topic)


class HandedOver(Matter):
    """A wish that a person takes over, with what happened."""

    needs_detail = True

    def hear(self, call: Call, asked: str | None) -> Told:
        detail = call.text if asked == "detail" and call.intent != "affirm" else detail_in(call)
        return {"detail": detail} if detail else {}

    def question(self, call: Call, session: Session, order: Order, told: Told) -> Question | None:
        needed = self.needs_detail and not told.get("detail")
        return Question("detail", f"utter_ask_detail_{self.topic}") if needed else None

    def carry_out(self, call: Call, session: Session, order: Order, told: Told) -> None:
        detail = told.get("detail")
        values = {"order": label(call, order), "status": status(call, order), "wish": title(self.topic)}
        call.say(f"utter_{self.topic}", detail=detail or title(self.topic), **values)
        hand_over(call, order, self.topic, detail=detail)


class Fault(HandedOver):
    fits = (RECEIVED, (S.SHIPPED,))


class RequestReturn(HandedOver):
    topic = "request_return"
    fits = ((S.SHIPPED, S.DELIVERED), (S.COMPLETED,))


class RequestExchange(Fault):
    topic = "request_exchange"


class ReportQualityIssue(Fault):
    topic = "report_quality_issue"


class ReportDamaged(Fault):
    topic = "report_damaged"


class ReportMissingItem(Fault):
    topic = "report_missing_item"


class ReportWrongItem(Fault):
    topic = "report_wrong_item"


class WithdrawRequest(HandedOver):
    topic = "withdraw_request"
    needs_detail = False
    fits = ((S.REFUNDING,), (S.CANCELLED, S.REFUNDED))


def _tell_refund(call: Call, order: Order, topic: str) -> None:
    if order.paid_at is None:
        return call.say("utter_query_refund_unpaid", order=label(call, order))
    if order.status in (S.REFUNDING, S.REFUNDED):
        way = next((way for way in call.policy.payment.methods if way.id == order.pay_method), None)
        days = call.policy.days(way.refund_days) if way else call.words("utter_label_refund_days")
        response = "utter_query_refund_done" if order.status is S.REFUNDED else f"utter_{topic}"
        call.say(response, paid_with=method(call, order), within=days)
        return show_order(call, order)
    call.say("utter_query_refund_none", order=label(call, order))
    hand_over(call, order, topic)
