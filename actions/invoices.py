"""Invoices: what they must say, asked for part by part, and how one that was asked for stands."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from actions.base import Call
from actions.cards import day, label, moment
from actions.changes import Change, request_of
from actions.matters import Proposal, Question, Told, tell_button
from actions.topics import is_question
from bot.shop.invoices import InvoiceDetails, email_in, invoice_of, is_tax_number, request_invoice, tax_number_in
from bot.shop.orders import Order
from bot.shop.orders import OrderStatus as S
from bot.shop.units import SHANGHAI

PERSON, COMPANY = "person", "company"
_TITLE = re.compile(r"(?:抬头|名称|单位)(?:是|为|叫|写|开|:|：|\s)+([\u4e00-\u9fffA-Za-z0-9()（）·&\-]{2,60})")
_COMPANY = re.compile(
    r"[\u4e00-\u9fff()（）A-Za-z0-9]{2,40}?(?:有限公司|公司|集团|事务所|工作室|商行|合作社|学校|医院|中心|厂|店)"
)
# Said in the middle, they are no name and no address.
_LEAVING = ("deny", "request_human", "complain", "leave_it", "goodbye", "thank", "affirm", "greet")
_PERSONAL = re.compile(r"个人|私人")


class AskInvoice(Change):
    topic = "ask_invoice"
    kind = "invoice"
    changes_the_order = False
    fits = ((S.PAID, S.PACKING, S.SHIPPED, S.DELIVERED, S.COMPLETED),)

    def is_answered_by(self, call: Call, asked: str | None) -> bool:
        is_answer = asked in ("email", "title") and not is_question(call.text) and call.intent not in _LEAVING
        return bool(_numbers(call)) or is_answer or super().is_answered_by(call, asked)

    def hear(self, call: Call, asked: str | None) -> Told:
        text = call.text
        told: Told = {name: call.entity(name) for name in ("buyer", "again") if call.entity(name)}
        company = _COMPANY.search(text)
        if company:
            told |= {"buyer": COMPANY, "title": company.group()}
        elif _PERSONAL.search(text):
            told |= {"buyer": PERSON}
        if title := _TITLE.search(text):
            told["title"] = title[1]
        elif asked == "title" and not is_question(text) and not email_in(text) and 2 <= len(text.strip()) <= 60:
            told.setdefault("title", text.strip())
        if asked == "email" and not email_in(text):
            told["not_email"] = text
        return {**told, **_numbers(call)}

    def missing(self, call: Call, session: Session, order: Order, told: Told) -> Question | None:
        issued = invoice_of(session, order)
        if issued and not told.get("again") and not told.get("title"):
            return None
        if not told.get("buyer"):
            kinds = (PERSON, COMPANY)
            buttons = tuple(tell_button(call.words(f"utter_label_invoice_{kind}"), buyer=kind) for kind in kinds)
            return Question("buyer", "utter_ask_invoice_buyer", buttons=buttons)
        if not told.get("title"):
            return Question("title", f"utter_ask_invoice_title_{told['buyer']}")
        number = told.get("tax_number")
        if told["buyer"] == COMPANY and not number:
            return Question("tax_number", "utter_ask_invoice_tax_number")
        if told["buyer"] == COMPANY and not is_tax_number(str(number)):
            return Question(f"tax_number:{number}", "utter_ask_invoice_tax_number_again", {"number": number})
        if told.get("email"):
            return None
        wrong = told.get("not_email")
        return Question(
            "email", "utter_ask_invoice_email_again" if wrong else "utter_ask_invoice_email", {"wrong": wrong}
        )

    def change(self, call: Call, session: Session, order: Order, told: Told) -> Proposal | None:
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


def _numbers(call: Call) -> Told:
    """The e-mail address and the tax number of a message; an order number looks like the latter."""
    text = re.sub(r"\S+@\S+", " ", call.text).replace(str(call.entity("order_number") or "\n"), " ")
    found = {"email": email_in(call.text), "tax_number": tax_number_in(text)}
    return {name: value for name, value in found.items() if value}
