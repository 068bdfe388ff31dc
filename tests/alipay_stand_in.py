"""Alipay as its documentation describes it: checks our signatures, signs its answers, keeps trades in memory."""

import base64
import json
from urllib.parse import parse_qsl, urlencode, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

APP_ID = "2021000118600000"
TIME = "%Y-%m-%d %H:%M:%S"


class AlipayStandIn:
    """``private_key`` is Alipay's, ``app_key`` the application's public one."""

    def __init__(self, private_key, app_key, clock):
        self._private_key = private_key
        self._app_key = app_key
        self._clock = clock
        self.trades = {}
        self.refunds = {}
        self.calls = []
        self.busy = False
        self.forges = False

    def answer(self, method, path, headers, body):
        fields = dict(parse_qsl(urlsplit(path).query, keep_blank_values=True))
        name = fields["method"]
        self.calls.append(name)
        node = name.replace(".", "_") + "_response"
        if not self._is_signed(fields):
            refusal = {"code": "40002", "msg": "Invalid Arguments", "sub_code": "isv.invalid-signature"}
            return 200, {}, json.dumps({node: refusal}).encode()
        content = json.loads(fields["biz_content"])
        if name in ("alipay.trade.page.pay", "alipay.trade.wap.pay"):
            trade = {**content, "trade_status": "WAIT_BUYER_PAY", "notify_url": fields["notify_url"]}
            self.trades.setdefault(content["out_trade_no"], trade)
            return 200, {"Content-Type": "text/html"}, "<h1>支付宝收银台</h1>".encode()
        if self.busy:
            return self._signed(node, {"code": "20000", "msg": "Service Currently Unavailable"})
        act = {
            "alipay.trade.query": self._query,
            "alipay.trade.refund": self._refund,
            "alipay.trade.fastpay.refund.query": self._find_refund,
        }[name]
        return self._signed(node, act(content))

    def pay(self, number):
        """The shopper pays; the form that Alipay posts to the shop."""
        trade = self.trades[number]
        trade |= {"trade_status": "TRADE_SUCCESS", "trade_no": f"2026{number[:24]}"}
        return self.notification(number)

    def notification(self, number, **changes):
        trade = self.trades.get(number, {})
        now = self._clock()
        fields = {
            "notify_time": now.strftime(TIME), "notify_type": "trade_status_sync", "notify_id": "n-1",
            "app_id": APP_ID, "charset": "utf-8", "version": "1.0", "subject": trade.get("subject", "订单"),
            "out_trade_no": number, "trade_no": trade.get("trade_no", "t-1"), "buyer_logon_id": "",
            "trade_status": trade.get("trade_status", "TRADE_SUCCESS"), "gmt_payment": now.strftime(TIME),
            "total_amount": trade.get("total_amount", "0.01"), **changes,
        }  # fmt: skip
        signature = self._sign("&".join(f"{name}={fields[name]}" for name in sorted(fields)))
        return urlencode({**fields, "sign_type": "RSA2", "sign": signature}).encode()

    def _query(self, content):
        trade = self.trades.get(content["out_trade_no"])
        if trade is None:
            return _unknown()
        shown = {k: v for k, v in trade.items() if k in ("out_trade_no", "trade_no", "trade_status", "total_amount")}
        paid = {"send_pay_date": self._clock().strftime(TIME)} if "trade_no" in trade else {}
        return {"code": "10000", "msg": "Success", **shown, **paid}

    def _refund(self, content):
        trade = self.trades.get(content["out_trade_no"])
        if trade is None or "trade_no" not in trade:
            return _unknown()
        if float(content["refund_amount"]) > float(trade["total_amount"]):
            return {"code": "40004", "msg": "Business Failed", "sub_code": "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL"}
        is_new = content["out_request_no"] not in self.refunds
        self.refunds[content["out_request_no"]] = content["refund_amount"]
        return {"code": "10000", "msg": "Success", "trade_no": trade["trade_no"], "fund_change": "Y" if is_new else "N"}

    def _find_refund(self, content):
        if content["out_trade_no"] not in self.trades:
            return _unknown()
        amount = self.refunds.get(content["out_request_no"])
        found = {"refund_amount": amount, "refund_status": "REFUND_SUCCESS", "trade_no": "t"} if amount else {}
        return {"code": "10000", "msg": "Success", **found}

    def _is_signed(self, fields):
        signature = base64.b64decode(fields.pop("sign"))
        text = "&".join(f"{name}={fields[name]}" for name in sorted(fields))
        try:
            self._app_key.verify(signature, text.encode(), PKCS1v15(), SHA256())
        except InvalidSignature:
            return False
        return True

    def _signed(self, node, content):
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        signature = self._sign(text + ("forged" if self.forges else ""))
        return 200, {}, f'{{"{node}":{text},"sign":"{signature}"}}'.encode()

    def _sign(self, text):
        return base64.b64encode(self._private_key.sign(text.encode(), PKCS1v15(), SHA256())).decode()


def _unknown():
    return {"code": "40004", "msg": "Business Failed", "sub_code": "ACQ.TRADE_NOT_EXIST"}
