"""Paying: the page where a shopper chooses how, the gateways' notifications, and the sandbox's own page."""

from __future__ import annotations

import asyncio
import ipaddress
import re
import uuid
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlsplit

import segno
from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, RedirectResponse, Response

from bot.errors import GatewayRefused, NotPayable, PageNotFound
from bot.shop.cards import card_time, content_of
from bot.shop.gateways import FAILED, Checkout, Gateway, PayPage, PlayGateway, Slip
from bot.shop.orders import Order, OrderStatus
from bot.shop.payments import Payment, order_to_pay, payments_of, time_left
from bot.shop.settlement import CREATED, check_payment, fail_payment, start_payment
from bot.shop.units import yuan
from bot.web.answers import templates
from bot.web.cashier import receive, tell_chat
from bot.web.parts import Parts, UseParts
from bot.web.shop_pages import COOKIE, page_base

router = APIRouter(include_in_schema=False)

_UNPAID = (OrderStatus.PENDING_PAYMENT, OrderStatus.CANCELLED)
_PHONE = re.compile(r"Mobi|Android|iPhone|iPad|HarmonyOS")
_IN_WECHAT = re.compile(r"MicroMessenger")


async def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode(errors="replace"), max_num_fields=20))


Form = Annotated[dict[str, str], Depends(_form)]


# ---- the shop's page -------------------------------------------------------------------------------------------------


@router.get("/pay/{token}")
def pay_page(request: Request, token: str, parts: UseParts) -> Response:
    with parts.database() as session:
        order = order_to_pay(session, token, parts.settings.session_key, parts.clock())
        page = {
            **_bill_page(request, session, parts, order, token),
            "ways": [{"id": name, "name": _way_name(parts, gateway)} for name, gateway in parts.gateways.items()],
            "demo": "sandbox" in parts.gateways,
            "failure": _last_failure(session, parts, order),
            "open": any(payment.status == CREATED for payment in payments_of(session, order)),
        }
    return templates.TemplateResponse(request, "pay.html", page)


@router.post("/pay/{token}")
def pay(request: Request, token: str, parts: UseParts, form: Form) -> Response:
    """Begin to pay; who is late or too quick sees how the order stands."""
    gateway = _chosen(parts, form.get("way", ""))
    with parts.database() as session:
        order = order_to_pay(session, token, parts.settings.session_key, parts.clock())
        page = _bill_page(request, session, parts, order, token)
        if not order.is_unpaid or not time_left(order, parts.clock()):
            return RedirectResponse(f"/pay/{token}", 303)
        payment = start_payment(
            session, order=order, gateway=gateway.name, method=gateway.method, payment_id=uuid.uuid4().hex,
            now=parts.clock(),
        )  # fmt: skip
        checkout = _checkout(request, parts, order, token, gateway)
    # The attempt is on record before the gateway hears of it, so that no money comes for one that is not.
    start = _begin(parts, gateway, payment, checkout)
    if start.is_code:
        page["code"] = segno.make(start.address, micro=False).svg_inline(scale=1, omitsize=True)
        return templates.TemplateResponse(request, "pay_code.html", {**page, "way": _way_name(parts, gateway)})
    if start.address.startswith("/"):
        return RedirectResponse(start.address, 303)
    # Browsers would hold a redirect to elsewhere against the form's policy, so the way there is a link.
    return templates.TemplateResponse(
        request, "pay_leave.html", {**page, "way": _way_name(parts, gateway), "address": start.address}
    )


def _begin(parts: Parts, gateway: Gateway, payment: Payment, checkout: Checkout) -> PayPage:
    try:
        return gateway.start(payment, checkout)
    except GatewayRefused as error:
        # The next press begins anew, under another number.
        with parts.database() as session:
            fail_payment(session, payment, error.reason, parts.clock())
        raise


@router.post("/pay/{token}/check")
async def check(token: str, parts: UseParts) -> Response:
    """Ask the gateways whether it is paid, for who comes back before the notification does."""
    for payment in await asyncio.to_thread(_open_payments, parts, token):
        settlement = await asyncio.to_thread(check_payment, parts.database, parts.gateways, payment, parts.clock())
        await tell_chat(parts, settlement)
    return RedirectResponse(f"/pay/{token}", 303)


@router.get("/pay/{token}/state")
def state(token: str, parts: UseParts) -> Response:
    """Whether it is paid, for a page that waits."""
    with parts.database() as session:
        order = order_to_pay(session, token, parts.settings.session_key, parts.clock())
        return JSONResponse({"paid": order.status not in _UNPAID})


# ---- the gateways' door ----------------------------------------------------------------------------------------------


@router.post("/pay/notify/{name}")
async def notify(request: Request, name: str, parts: UseParts) -> Response:
    gateway = parts.gateways.get(name)
    if gateway is None:
        raise PageNotFound()
    settlement, answer = await asyncio.to_thread(receive, parts, gateway, request.headers, await request.body())
    await tell_chat(parts, settlement)
    return Response(answer.body, answer.status, media_type=answer.content_type)


# ---- the sandbox -----------------------------------------------------------------------------------------------------


@router.get("/pay/sandbox/{slip}")
def sandbox_page(request: Request, slip: str, parts: UseParts) -> Response:
    known = _sandbox(parts).read_slip(slip, parts.clock())
    policy = parts.policy()
    with parts.database() as session:
        base = page_base(session, parts, request.cookies.get(COOKIE))
    page = {
        **base,
        "slip": slip,
        "title": known.title,
        "amount": yuan(known.amount_fen),
        "methods": policy.payment.methods,
        "failures": [(reason.codes[0], reason.says) for reason in policy.payment_problems.reasons],
        "back": _way_back(known),
    }
    return templates.TemplateResponse(request, "pay_sandbox.html", page)


@router.post("/pay/sandbox/{slip}")
async def sandbox_pay(slip: str, parts: UseParts, form: Form) -> Response:
    sandbox = _sandbox(parts)
    known = sandbox.read_slip(slip, parts.clock())
    methods = [method.id for method in parts.policy().payment.methods]
    method = form.get("method") if form.get("method") in methods else methods[0]
    body = sandbox.notify(known, str(method), form.get("failure", "")[:40], parts.clock())
    settlement, _ = await asyncio.to_thread(receive, parts, sandbox, {}, body)
    await tell_chat(parts, settlement)
    return RedirectResponse(_way_back(known), 303)


def _sandbox(parts: Parts) -> PlayGateway:
    gateway = parts.gateways.get("sandbox")
    if not isinstance(gateway, PlayGateway):
        raise PageNotFound()
    return gateway


def _way_back(slip: Slip) -> str:
    return urlsplit(slip.return_url).path


# ---- what pages show -------------------------------------------------------------------------------------------------


def _bill_page(request: Request, session: Session, parts: Parts, order: Order, token: str) -> dict[str, Any]:
    base = page_base(session, parts, request.cookies.get(COOKIE))
    bill = {
        "number": order.number,
        **content_of(order),
        "status": order.status.value,
        "pay_before_iso": card_time(order.pay_before),
    }
    return {**base, "order": bill, "token": token, "paid": order.status not in _UNPAID}


def _chosen(parts: Parts, name: str) -> Gateway:
    if not parts.gateways:
        raise NotPayable()
    return parts.gateways.get(name) or next(iter(parts.gateways.values()))


def _way_name(parts: Parts, gateway: Gateway) -> str:
    way = parts.policy().payment.method(gateway.method)
    return way.name if way else ""


def _checkout(request: Request, parts: Parts, order: Order, token: str, gateway: Gateway) -> Checkout:
    here = parts.settings.public_address
    agent = request.headers.get("user-agent", "")
    return Checkout(
        title=f"{parts.policy().shop.name} {order.number}",
        return_url=f"{here}/pay/{token}",
        notify_url=f"{here}/pay/notify/{gateway.name}",
        expires_at=order.pay_before,
        # Inside WeChat its phone page is refused, while a long press reads the code.
        on_phone=bool(_PHONE.search(agent)) and not (gateway.name == "wechat" and _IN_WECHAT.search(agent)),
        payer_ip=_address_of(request),
    )


def _address_of(request: Request) -> str:
    """The shopper's address; behind a proxy on this machine, as the proxy gives it."""
    host = request.client.host if request.client else ""
    forwarded = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    for text in (forwarded, host) if host in ("127.0.0.1", "::1") else (host,):
        try:
            return str(ipaddress.ip_address(text))
        except ValueError:
            continue
    return ""


def _open_payments(parts: Parts, token: str) -> list[Payment]:
    with parts.database() as session:
        order = order_to_pay(session, token, parts.settings.session_key, parts.clock())
        return [payment for payment in payments_of(session, order) if payment.status == CREATED]


def _last_failure(session: Session, parts: Parts, order: Order) -> dict[str, str] | None:
    payments = payments_of(session, order)
    if not payments or payments[-1].status != FAILED or not order.is_unpaid:
        return None
    reason = parts.policy().payment_problems.reason(payments[-1].failure)
    return {"says": reason.says, "way_on": reason.way_on}
