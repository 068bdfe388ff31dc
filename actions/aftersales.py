"""After-sales: a request is asked for in full, decided by the table, agreed to, and kept as a case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from actions import progress
from actions.base import Call
from actions.buttons import button
from actions.cards import items, moment
from actions.changes import cited
from actions.handoff import hand_over, story
from actions.matters import (
    MATTERS,
    RECEIVED,
    UNSHIPPED,
    Fits,
    Matter,
    Proposal,
    Question,
    Told,
    begin_button,
    tell_button,
)
from actions.modifications import line_meant, obstacle, size_meant, words_of_line
from actions.packets import Reason
from actions.photos import photos_of
from actions.topics import detail_in, is_question, size_step, title
from bot.db import is_read_only
from bot.shop.accounts import account_in, cause_in, merged, wishes_in
from bot.shop.cases import (
    AftersaleCase,
    add_evidence,
    find_open,
    open_case,
    open_cases_of,
    refund_of,
    withdraw,
)
from bot.shop.decisions import Decision, decide, facts_of
from bot.shop.facts import Account, Cause, Facts, Outcome, Way, Wish
from bot.shop.facts import Told as Known
from bot.shop.orders import Order, OrderLine
from bot.shop.orders import OrderStatus as S
from bot.shop.refunds import refundable, request_refund

ACCOUNT = ("opened", "worn", "tag_off")
# The causes that a shopper who wants to send something back chooses from; the others have intents of their own.
CAUSES = (Cause.SIZE_UNFIT, Cause.NO_REASON, Cause.QUALITY, Cause.NOT_AS_DESCRIBED, Cause.WRONG_ITEM)
# What the table says to wishes that are worth offering.
_OFFERED = (Outcome.APPROVE, Outcome.ASK_EVIDENCE, Outcome.REVIEW)
# What may become of a case that is open for the same goods.
REPLACE, ADD = "replace", "add"
# What holds when another request takes the place of the one that was spoken of.
_KEPT = ("line", "all", "product", "named", "cause", "detail", "photos", "no_photos", *ACCOUNT)
_OWN_AFFAIR = (Cause.SIZE_UNFIT, Cause.NO_REASON)


@dataclass(frozen=True)
class Case:
    """A request whose goods, wish and cause are known, and what the table says to it."""

    line: OrderLine | None
    wish: Wish
    cause: Cause
    facts: Facts
    decision: Decision


class AftersaleRequest(Matter):
    """What all requests share; a subclass says what is known from the start."""

    fits: ClassVar[Fits] = (RECEIVED, (S.SHIPPED,))
    wish: ClassVar[Wish | None] = None
    cause: ClassVar[Cause | None] = None

    def is_answered_by(self, call: Call, asked: str | None) -> bool:
        other = MATTERS.get(call.intent)
        if isinstance(other, AftersaleRequest) and self.wish and other.wish not in (None, self.wish):
            return False  # To exchange it after all is no cause to send it back.
        in_another_size = asked in ("cause", "article", "wish") and size_step(call.text)
        is_cause = asked == "cause" and cause_in(call.text, call.policy.aftersale)
        if (in_another_size or is_cause) and not is_question(call.text):
            return True
        return bool(call.metadata.get("images")) or super().is_answered_by(call, asked)

    def goes_on_with(self, session: Session, order: Order) -> bool:
        return bool(open_cases_of(session, order))

    def claims(self, call: Call) -> bool:
        """A cause in the words of a cancellation ("不想要了"), and a fault told when the wish is known."""
        if call.intent == "cancel_order":
            return cause_in(call.text, call.policy.aftersale) is not None
        return self.wish is not None and _reported(call) is not None

    def keeps(self, topic: str, told: Told) -> Told:
        before = MATTERS[topic]
        if not isinstance(before, AftersaleRequest):
            return {}
        wish, cause = before.wish, before.cause
        known: Told = {"wish": wish.value if wish and not self.wish else None, "cause": cause.value if cause else None}
        known |= {name: told[name] for name in _KEPT if told.get(name)}
        return {name: value for name, value in known.items() if value}

    def hear(self, call: Call, asked: str | None) -> Told:
        rules, text = call.policy.aftersale, call.text
        told = words_of_line(call, asked)
        told |= {name: call.entity(name) for name in ("all", "wish", "cause", "no_photos", "rival", *ACCOUNT)}
        told |= _heard_account(call)
        wishes, cause = wishes_in(text, rules), cause_in(text, rules)
        told["wish"] = told["wish"] or (self._wish_in(wishes, asked) if not call.entity("cause") else None)
        told["cause"] = told["cause"] or (cause.value if cause else None)
        if not told["cause"] and self.wish and (reported := _reported(call)):
            told["cause"] = reported.value
        is_told = call.intent not in ("affirm", "deny", "tell") and not call.metadata.get("images")
        if not told["cause"] and self.wish is Wish.EXCHANGE and size_step(text):
            told["cause"] = Cause.SIZE_UNFIT.value
        if asked == "cause" and not told["cause"] and is_told:
            told["cause"] = Cause.NO_REASON.value
        told["detail"] = text if asked == "cause" and call.intent != "tell" else detail_in(call)
        told["photos"] = photos_of(call)
        return {name: value for name, value in told.items() if value}

    def question(self, call: Call, session: Session, order: Order, told: Told) -> Question | None:
        if len(order.lines) > 1 and not told.get("all") and line_meant(session, order, told) is None:
            return self._which_line(call, order)
        if self._cause(told) is None:
            causes = call.policy.aftersale.causes
            buttons = tuple(tell_button(causes[cause], cause=cause.value) for cause in CAUSES)
            return Question("cause", f"utter_ask_cause_{self.topic}", buttons=buttons)
        if (rival := self._rival(session, order, told)) and not told.get("rival"):
            return self._about(call, rival)
        if told.get("rival") == ADD:
            return None
        if self._wish(told) is None and (which := self._which_wish(call, session, order, told)):
            return which
        return self._missing(call, session, order, told)

    def proposal(self, call: Call, session: Session, order: Order, told: Told) -> Proposal | None:
        case = self._case(call, session, order, told)
        if told.get("rival") == ADD or case is None or not case.decision.outcome.opens_case:
            return None
        if self._same(session, order, told, case):
            return None
        money = call.policy.money(refund_of(order, case.line, case.cause))
        values = {
            "goods": case.line.title if case.line else items(call, order),
            "wish": call.policy.aftersale.wishes[case.wish],
            "cause": call.policy.aftersale.causes[case.cause],
            "quote": case.decision.text,
            **cited(call, case.decision.rule),
            "amount": money,
            "article": _article({**told, "size": size_meant(session, case.line, told) if case.line else None}),
        }
        kind = "money" if case.wish.pays_back else "article" if values["article"] else "goods"
        kind += "_instead" if self._rival(session, order, told) else ""
        return Proposal(f"utter_confirm_case_{kind}", values)

    def carry_out(self, call: Call, session: Session, order: Order, told: Told) -> None:
        # Where no wish was worth offering, the answer to the most usual one says why.
        case = self._case(call, session, order, told, self._wish(told) or Wish.RETURN)
        if case is None:
            return hand_over(call, order, self.topic, detail=told.get("detail"))
        if told.get("rival") == ADD:
            return self._add(call, session, order, told)
        known = self._same(session, order, told, case)
        if known:
            call.say("utter_case_known", **cited(call, known.rule))
            return progress.query_return_progress(call, session, order)
        if case.decision.outcome.opens_case and is_read_only(session):
            call.say("utter_change_by_hand")
            return _hand_over(call, order, self.topic, case, told)
        if case.decision.outcome.opens_case:
            return self._open(call, session, order, case, told)
        if case.decision.outcome is Outcome.ASK_EVIDENCE:
            call.say("utter_case_without_photos")
            return _hand_over(call, order, self.topic, case, told)
        self._refuse(call, order, case)

    def _open(self, call: Call, session: Session, order: Order, case: Case, told: Told) -> None:
        if rival := self._rival(session, order, told):
            withdraw(session, rival, call.shopper.actor, call.now)
        opened = open_case(
            session,
            order=order,
            line=case.line,
            wish=case.wish,
            cause=case.cause,
            facts=case.facts,
            decision=case.decision,
            detail=_detail(told),
            evidence=told.get("photos") or [],
            request_id=str(told["request"]),
            actor=call.shopper.actor,
            now=call.now,
        )
        self._pay_back(session, order, case, opened)
        due = moment(call, opened.due_at) if opened.due_at else ""
        back = "_send_back" if case.wish.sends_back and case.decision.outcome is Outcome.APPROVE else ""
        call.say(f"utter_case_{case.decision.outcome.value}{back}", case=opened.id, due=due, **cited(call, opened.rule))
        if case.decision.outcome is Outcome.REVIEW or not case.wish.sends_back:
            _hand_over(call, order, self.topic, case, told)

    def _pay_back(self, session: Session, order: Order, case: Case, opened: AftersaleCase) -> None:
        """Money that waits for no goods goes back at once; a person sees to it where no payment is on record."""
        at_once = case.decision.outcome is Outcome.APPROVE and case.wish is Wish.REFUND
        if at_once and refundable(session, order) >= opened.refund_fen:
            request_refund(
                session, order, opened.refund_fen, case.cause.value, opened.request_id, opened.opened_at, opened.id
            )

    def _refuse(self, call: Call, order: Order, case: Case) -> None:
        """Quote the rule, and offer the ways that remain."""
        ways = [way for way in case.decision.instead if way.value in MATTERS]
        buttons = [begin_button(title(way.value), way.value, order) for way in ways if way.value != self.topic]
        call.say(
            "utter_case_refused",
            quote=case.decision.text,
            buttons=[*buttons, button(Way.PERSON.value)],
            **cited(call, case.decision.rule),
        )

    # ---- what is known

    def _wish_in(self, wishes: list[Wish], asked: str | None) -> str | None:
        """The wish that is told; what brought the matter up is no wish of its own ("换" in a wish to exchange)."""
        if self.wish is None or asked == "wish":
            return wishes[0].value if wishes else None
        return Wish.REFUND.value if self.wish is Wish.RETURN and Wish.REFUND in wishes else None

    def _wish(self, told: Told) -> Wish | None:
        wish = Wish(told["wish"]) if told.get("wish") else self.wish
        # What has not come cannot be sent back.
        never_came = wish is Wish.RETURN and self._cause(told) is Cause.NOT_RECEIVED
        return Wish.REFUND if never_came else wish

    def _cause(self, told: Told) -> Cause | None:
        told_cause = Cause(told["cause"]) if told.get("cause") else None
        # "The seam is open and it is too small": who reports a fault has that fault.
        return self.cause if self.cause and (told_cause is None or not told_cause.is_fault) else told_cause

    def _case(self, call: Call, session: Session, order: Order, told: Told, wish: Wish | None = None) -> Case | None:
        wish, cause = wish or self._wish(told), self._cause(told)
        if wish is None or cause is None:
            return None
        line = None if told.get("all") else line_meant(session, order, told)
        state: dict[str, Any] = {name: Known(told.get(name) or Known.UNKNOWN) for name in ACCOUNT}
        account = Account(**state, photos=len(told.get("photos") or []))
        rival = self._rival(session, order, told)
        facts = facts_of(session, order, line, wish, cause, account, call.now, call.policy, instead_of=rival)
        return Case(line, wish, cause, facts, decide(facts, call.policy))

    # ---- a case that is open for the same goods

    def _rival(self, session: Session, order: Order, told: Told) -> AftersaleCase | None:
        """The open case for the same goods that another wish, or a fault where there was none, would replace."""
        cause, wish = self._cause(told), self._wish(told)
        line = None if told.get("all") else line_meant(session, order, told)
        for case in open_cases_of(session, order):
            is_fault = cause is not None and cause.is_fault and Cause(case.cause) in _OWN_AFFAIR
            is_other = wish is not None and Wish(case.wish) is not wish and case.can_be_withdrawn
            if (line is None or case.line_id in (None, line.id)) and (is_fault or is_other):
                return case
        return None

    def _same(self, session: Session, order: Order, told: Told, case: Case) -> AftersaleCase | None:
        """The open case for this very request, unless it is to be replaced by it."""
        known, rival = find_open(session, order, case.line, case.wish), self._rival(session, order, told)
        return None if rival and known and known.id == rival.id else known

    def _about(self, call: Call, rival: AftersaleCase) -> Question:
        """What is to become of it: what has been sent back already cannot be asked for in another way."""
        names = call.policy.aftersale
        offered = (REPLACE, ADD) if rival.can_be_withdrawn else (ADD,)
        buttons = tuple(tell_button(call.words(f"utter_label_rival_{way}"), rival=way) for way in offered)
        leave = {"title": call.words("utter_label_rival_keep"), "payload": "/leave_it"}
        values = {"wish": names.wishes[Wish(rival.wish)], "cause": names.causes[Cause(rival.cause)]}
        response = "utter_ask_rival" if rival.can_be_withdrawn else "utter_ask_rival_sent"
        return Question("rival", response, values, (*buttons, leave))

    def _add(self, call: Call, session: Session, order: Order, told: Told) -> None:
        """The fault is written to the open case by a person, with the photos that were sent."""
        rival = self._rival(session, order, told)
        if rival and (photos := photos_of(call)):
            add_evidence(session, rival, photos, call.shopper.actor, call.now)
        call.say("utter_rival_added", case=rival.id if rival else "")
        hand_over(call, order, self.topic, detail=_detail(told) or story(call))

    # ---- what is asked

    def _which_line(self, call: Call, order: Order) -> Question:
        buttons = [tell_button(f"{line.title} {line.color} {line.size}".strip(), line=line.id) for line in order.lines]
        if self.wish is Wish.RETURN:
            buttons.append(tell_button(call.words("utter_label_all_lines"), all=True))
        return Question("line", "utter_ask_case_line", buttons=tuple(buttons))

    def _which_wish(self, call: Call, session: Session, order: Order, told: Told) -> Question | None:
        """The wishes that the table does not turn down; None when it turns down all."""
        cases = [self._case(call, session, order, told, wish) for wish in Wish]
        open_ = [case.wish for case in cases if case and case.decision.outcome in _OFFERED]
        if not open_:
            return None
        named = call.policy.aftersale.wishes
        buttons = tuple(tell_button(named[wish], wish=wish.value) for wish in open_)
        cause = call.policy.aftersale.causes[self._cause(told) or Cause.NO_REASON]
        return Question("wish", "utter_ask_wish", {"cause": cause}, buttons)

    def _missing(self, call: Call, session: Session, order: Order, told: Told) -> Question | None:
        case = self._case(call, session, order, told)
        if case is None or self._same(session, order, told, case):
            return None
        decision = case.decision
        if decision.outcome is Outcome.ASK_EVIDENCE and decision.ask:
            yes, no = call.words("utter_label_yes"), call.words("utter_label_no")
            buttons = (tell_button(yes, **{decision.ask: "yes"}), tell_button(no, **{decision.ask: "no"}))
            return Question(decision.ask, "utter_ask_fact", {"quote": decision.text}, buttons)
        if decision.outcome is Outcome.ASK_EVIDENCE and not told.get("no_photos"):
            without = (tell_button(call.words("utter_label_no_photos"), no_photos=True),)
            return Question(
                "photos", "utter_ask_photos", {"quote": decision.text, **cited(call, decision.rule)}, without
            )
        is_swap = case.wish is Wish.EXCHANGE and case.cause in _OWN_AFFAIR and decision.outcome.opens_case
        if is_swap and case.line is not None:
            if not told.get("color") and not size_meant(session, case.line, told):
                return Question("article", "utter_ask_exchange_article", {"title": case.line.title})
            return obstacle(call, session, case.line, told)
        return None


class RequestReturn(AftersaleRequest):
    topic = "request_return"
    fits = ((S.SHIPPED, S.DELIVERED), (S.COMPLETED,))
    wish = Wish.RETURN


class RequestExchange(AftersaleRequest):
    topic = "request_exchange"
    wish = Wish.EXCHANGE

    def amounts_to(self, order: Order, told: Told) -> str:
        return "modify_order" if order.status in UNSHIPPED else self.topic


class ReportQualityIssue(AftersaleRequest):
    topic = "report_quality_issue"
    cause = Cause.QUALITY


class ReportDamaged(AftersaleRequest):
    topic = "report_damaged"
    cause = Cause.DAMAGED


class ReportMissingItem(AftersaleRequest):
    topic = "report_missing_item"
    cause = Cause.MISSING_ITEM


class ReportWrongItem(AftersaleRequest):
    topic = "report_wrong_item"
    cause = Cause.WRONG_ITEM


def _reported(call: Call) -> Cause | None:
    """The fault that a message reports by what it means as a whole."""
    matter = MATTERS.get(call.intent)
    return matter.cause if isinstance(matter, AftersaleRequest) else None


def _heard_account(call: Call) -> dict[str, Any]:
    """What this message tells of the goods' state, a click included."""
    clicked: dict[str, Any] = {name: Known(call.entity(name)) for name in ACCOUNT if call.entity(name)}
    account = merged(account_in(call.text, call.policy.aftersale), Account(**clicked))
    return {name: getattr(account, name).value for name in ACCOUNT if getattr(account, name) is not Known.UNKNOWN}


def _article(told: Told) -> str:
    return " ".join(str(told[name]) for name in ("color", "size") if told.get(name))


def _detail(told: Told) -> str:
    return " ".join(filter(None, (str(told.get("detail") or ""), _article(told))))


def _hand_over(call: Call, order: Order, topic: str, case: Case, told: Told) -> None:
    """A person decides, or does what was decided: told what is wanted, and by which rule."""
    names, decision = call.policy.aftersale, case.decision
    photos = call.words("utter_label_photos_sent", count=case.facts.photos) if case.facts.photos else ""
    goods = case.line.title if case.line and len(order.lines) > 1 else ""
    parts = (goods, names.causes[case.cause], _detail(told), photos)
    detail = call.policy.words.clause.join(filter(None, parts))
    wish = names.wishes[case.wish]
    reason = _reason(call, case)
    hand_over(call, order, topic, detail, reason=reason, rule=decision.rule, quote=decision.text, wish=wish)


def _reason(call: Call, case: Case) -> Reason:
    """Photos are for people to judge, and so is money that the table does not grant by itself."""
    review = case.decision.outcome is Outcome.REVIEW
    if review and case.wish.pays_back and call.policy.aftersale.decides_by_amount(case.decision.rule):
        return Reason.MONEY
    if case.facts.photos or case.decision.outcome is Outcome.ASK_EVIDENCE:
        return Reason.PHOTO_EVIDENCE
    return Reason.RULE
