"""Invoices: what they must say, asked for part by part, and how one that was asked for stands."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from actions.base import Call
from actions.cards import day, label, moment
from actions.changes import Change, request_of
from actions.matters import Proposal, Question, Told, tell_button
from actions.order_choice import is_theirs
from actions.topics import is_question, title
from bot.shop.invoices import (
    Invoice,
    InvoiceDetails,
    email_in,
    invoice_of,
    is_tax_number,
    request_invoice,
    tax_number_in,
)
from bot.shop.orders import Order
from bot.shop.orders import OrderStatus as S
from bot.shop.units import SHANGHAI

PERSON, COMPANY = "person", "company"
_TITLE = re.compile(
    r"(?:抬头|名称|单位)(?:是|为|叫|写|开|改成|改为|换成|:|：|\s)+(?!错|不对|有误|改|重)"
    r"([\u4e00-\u9fffA-Za-z0-9()（）·&\-]{2,60})"
)
_COMPANY = re.compile(
    r"[\u4e00-\u9fff()（）A-Za-z0-9]{2,40}?(?:有限公司|公司|集团|事务所|工作室|商行|合作社|学校|医院|中心|厂|店)"
)
# What an invoice in the place of an earlier one may change.
PARTS = ("title", "tax_number", "email")
# What stands before the name of a company, at the beginning of what is said.
_BEFORE_NAME = re.compile(
    r"^(?:我(?=要|想|们|的)|们|请|麻烦|帮我|发票|抬头|名称|单位|的|是|要|就|叫|(?:要|想|请|帮我|发票|抬头)?开(?:成|给|一?张|个)|"
    r"(?<=[要票头我想请])开|想|写成?|改(?:成|为)?|换成|给|[:：\s])+"
)
_NO_NAME = re.compile(r"(?:个人|私人|公司|企业|单位|集团|你们公司|贵公司)(?:的|抬头|发票|名|吧|了)*")
_SPEAKS_OF_A_COMPANY = re.compile(r"(?<!你们)(?<!贵)(?:公司|企业|单位)")
_AGAIN = re.compile(
    r"重新?开|再开一?张|换开|(?:改|换)成|改(?:一?下)?(?:发票|抬头|税号|邮箱)|(?:开|写|填)错|(?:抬头|税号|邮箱).{0,3}(?:错|不对)"
)
# Said in the middle, they are no name and no address.
_LEAVING = ("deny", "request_human", "complain", "leave_it", "goodbye", "thank", "affirm", "greet")
# So much of an answer that is no tax number is shown to the shopper.
LONGEST_NUMBER = 20
_PERSONAL = re.compile(r"个人|私人")


class AskInvoice(Change):
    topic = "ask_invoice"
    kind = "invoice"
    changes_the_order = False
    fits = ((S.PAID, S.PACKING, S.SHIPPED, S.DELIVERED, S.COMPLETED),)
    number_answers = ("tax_number",)

    def is_answered_by(self, call: Call, asked: str | None) -> bool:
        is_number = self.takes_number(asked) and any(character.isdigit() for character in call.text)
        is_answer = (
            (is_number or asked in ("email", "title")) and not is_question(call.text) and call.intent not in _LEAVING
        )
        return bool(_numbers(call)) or is_answer or super().is_answered_by(call, asked)

    def hear(self, call: Call, asked: str | None) -> Told:
        text = call.text
        told: Told = {name: call.entity(name) for name in ("buyer", "again", "part", "same") if call.entity(name)}
        if asked is None and _AGAIN.search(text):
            told |= {"again": True, **_part_in(text)}
            # What was to be agreed to is asked for once more.
            told |= {str(told.get("part")): None} if call.slot("requested_slot") == "confirmation" else {}
        if company := _company_in(text):
            told |= {"buyer": COMPANY, "title": company}
        elif _PERSONAL.search(text):
            told |= {"buyer": PERSON}
        elif asked != "title" and _SPEAKS_OF_A_COMPANY.search(text) and not is_question(text):
            told |= {"buyer": COMPANY}
        named = _TITLE.search(text)
        if named and not company and not _AGAIN.search(named[1]) and not _NO_NAME.fullmatch(named[1]):
            told["title"] = named[1]
        elif asked == "title" and not is_question(text) and not email_in(text) and 2 <= len(text.strip()) <= 60:
            told.setdefault("title", text.strip())
        elif asked == "part":
            told |= _part_in(text)
        told |= _numbers(call, self.takes_number(asked))
        if asked == "email" and not told.get("email") and not told.get("tax_number") and not company:
            told["not_email"] = text
        if asked and asked.startswith("tax_number"):
            told |= _second_try(call, asked, told)
        return told

    def missing(self, call: Call, session: Session, order: Order, told: Told) -> Question | None:
        issued = invoice_of(session, order)
        if issued and not told.get("again") and not told.get("title"):
            return None
        if issued and told.get("again") and not any(told.get(name) for name in ("part", "buyer", *PARTS)):
            return self._which_part(call, issued)
        told = _with_earlier(told, issued)
        if not told.get("buyer"):
            kinds = (PERSON, COMPANY)
            buttons = tuple(tell_button(call.words(f"utter_label_invoice_{kind}"), buyer=kind) for kind in kinds)
            return Question("buyer", "utter_ask_invoice_buyer", buttons=buttons)
        if not told.get("title"):
            return Question("title", f"utter_ask_invoice_title_{told['buyer']}")
        if told["buyer"] == COMPANY and (wrong_number := self._tax_number(call, issued, told)):
            return wrong_number
        if told.get("email"):
            return None
        wrong = told.get("not_email")
        return Question(
            "email", "utter_ask_invoice_email_again" if wrong else "utter_ask_invoice_email", {"wrong": wrong}
        )

    def _which_part(self, call: Call, earlier: Invoice) -> Question:
        """A person's invoice has no tax number; either kind may become the other."""
        parts, other = (PARTS, PERSON) if earlier.tax_number else (("title", "email"), COMPANY)
        buttons = [tell_button(call.words(f"utter_label_invoice_{part}"), part=part) for part in parts]
        buttons.append(tell_button(call.words(f"utter_label_invoice_to_{other}"), buyer=other))
        return Question("part", "utter_ask_invoice_part", {"title": earlier.title}, tuple(buttons))

    def _tax_number(self, call: Call, earlier: Invoice | None, told: Told) -> Question | None:
        number = told.get("tax_number")
        if number and is_tax_number(str(number)):
            return None
        if told.get("given_up"):
            person = {"title": title("request_human"), "payload": "/request_human"}
            private = tell_button(call.words("utter_label_invoice_person"), buyer=PERSON)
            return Question("tax_number:again", "utter_ask_invoice_tax_number_still", buttons=(private, person))
        if number:
            return Question(f"tax_number:{number}", "utter_ask_invoice_tax_number_again", {"number": number})
        if earlier and earlier.tax_number and told.get("again") and told.get("part") != "tax_number":
            same = tell_button(call.words("utter_label_invoice_same_number"), same=True)
            return Question("tax_number", "utter_ask_invoice_tax_number_same", {"number": earlier.tax_number}, (same,))
        return Question("tax_number", "utter_ask_invoice_tax_number")

    def change(self, call: Call, session: Session, order: Order, told: Told) -> Proposal | None:
        told = _with_earlier(told, invoice_of(session, order))
        if not told.get("email"):
            return None
        details = self._details(call, told)
        kind = call.words(f"utter_label_invoice_{told['buyer']}")
        response = f"utter_confirm_invoice_{told['buyer']}"
        values = {"title": details.title, "tax_number": details.tax_number, "email": details.email, "buyer": kind}
        return Proposal(
            response, {**values, "order": label(call, order), "amount": call.policy.money(order.amount_fen)}
        )

    def do(self, call: Call, session: Session, order: Order, told: Told) -> None:
        earlier = invoice_of(session, order)
        told = _with_earlier(told, earlier)
        if not told.get("email") and earlier:
            state = "issued" if earlier.issued_at else "under_way"
            when = moment(call, earlier.issued_at or earlier.due_at)
            again = tell_again(call, order)
            return call.say(
                f"utter_invoice_{state}", title=earlier.title, email=earlier.email, when=when, buttons=[again]
            )
        invoice = request_invoice(session, order, self._details(call, told), request_of(call, told), call.policy)
        due = day(call, invoice.due_at.astimezone(SHANGHAI).date())
        call.say("utter_invoice_again" if earlier else "utter_invoice_done", email=invoice.email, due=due)

    def _details(self, call: Call, told: Told) -> InvoiceDetails:
        number = str(told.get("tax_number") or "") if told["buyer"] == COMPANY else ""
        return InvoiceDetails(call.policy.invoices.types[0], str(told["title"]), str(told["email"]), number)


def tell_again(call: Call, order: Order) -> dict[str, str]:
    """A button for an invoice in the place of the one that was asked for."""
    payload = f'/choose_order{{"topic": "ask_invoice", "order_number": "{order.number}", "again": true}}'
    return {"title": call.words("utter_label_invoice_again"), "payload": payload}


def _with_earlier(told: Told, earlier: Invoice | None) -> Told:
    """What is told, and for the rest what the earlier invoice says, where it is to be made anew."""
    if earlier is None or not told.get("again"):
        return told
    buyer = told.get("buyer") or (COMPANY if earlier.tax_number else PERSON)
    known: Told = {"buyer": buyer, "email": earlier.email}
    if buyer == (COMPANY if earlier.tax_number else PERSON) and not told.get("given_up"):
        known["title"] = earlier.title
        # Another company has another number; the same one may be told to be the same.
        is_same = not told.get("title") or told.get("same")
        known |= {"tax_number": earlier.tax_number} if is_same else {}
    known.pop(str(told.get("part") or ""), None)
    return {**known, **{name: value for name, value in told.items() if value}}


def _part_in(text: str) -> Told:
    """The part of an invoice that a message says is to be changed."""
    named = {"title": "抬头|名称|名字|公司名", "tax_number": "税号|信用代码", "email": "邮箱|邮件"}
    found = [part for part, words in named.items() if re.search(words, text)]
    return {"part": found[0]} if len(found) == 1 else {}


def _company_in(text: str) -> str | None:
    """The name of a company, without what is said of it."""
    found = _COMPANY.search(text)
    name = _BEFORE_NAME.sub("", found.group()) if found else ""
    return name if len(name) > 2 and not _NO_NAME.fullmatch(name) else None


def _is_an_order(call: Call, number: str) -> bool:
    with call.database() as session:
        return is_theirs(call, session, number)


def _second_try(call: Call, asked: str, told: Told) -> Told:
    """What follows from an answer to the question for a tax number: a way out after the second wrong one."""
    if told.get("buyer") == PERSON:
        return {"title": told.get("title"), "tax_number": None, "given_up": None}
    if told.get("same"):
        return {"tax_number": None, "given_up": None}
    named = call.entity("order_number")
    if not told.get("tax_number") and (not re.search(r"\d", call.text) or (named and _is_an_order(call, str(named)))):
        return {}
    number = str(told.get("tax_number") or call.text.strip()[:LONGEST_NUMBER])
    return {"tax_number": number, "given_up": ":" in asked and not is_tax_number(number)}


def _numbers(call: Call, is_asked: bool = False) -> Told:
    """The e-mail address and the tax number of a message; an order number looks like the latter."""
    text, order = re.sub(r"\S+@\S+", " ", call.text), call.entity("order_number")
    if order and (not is_asked or _is_an_order(call, str(order))):
        text = text.replace(str(order), " ")
    found = {"email": email_in(call.text), "tax_number": tax_number_in(text)}
    return {name: value for name, value in found.items() if value}
