"""WeChat Pay v3 as its documentation describes it: checks our signatures, signs and encrypts, keeps trades in memory."""

import base64
import json
import re
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

APP_ID, MERCHANT, SERIAL = "wxd678efh567hg6787", "1900000109", "5157F09EFDC096DE15EBE81A47057A72"
API_KEY = "a-key-for-tests-of-32-characters"
KEY_ID = "PUB_KEY_ID_0119000001092026112200"


class WeChatStandIn:
    """``private_key`` is WeChat's, ``merchant_key`` the merchant's public one."""

    def __init__(self, private_key, merchant_key, clock, key_id=KEY_ID):
        self._private_key = private_key
        self._merchant_key = merchant_key
        self._clock = clock
        self._key_id = key_id
        self.trades = {}
        self.refunds = {}
        self.calls = []
        self.busy = False
        self.forges = False
        self.refunds_at_once = True

    def answer(self, method, path, headers, body):
        place = urlsplit(path).path
        self.calls.append(f"{method} {place}")
        if not self._is_signed(method, path, headers, body):
            return self._signed(401, {"code": "SIGN_ERROR", "message": "签名错误"})
        if self.busy:
            return self._signed(500, {"code": "SYSTEM_ERROR", "message": "系统异常"})
        content = json.loads(body) if body else {}
        number = place.rpartition("/")[2]
        if place.startswith("/v3/pay/transactions/out-trade-no/"):
            found = self.trades.get(number)
            return self._signed(200, found) if found else self._signed(404, {"code": "ORDER_NOT_EXIST"})
        if place.startswith("/v3/pay/transactions/"):
            return self._begin(number, content)
        if method == "POST":
            return self._refund(content)
        found = self.refunds.get(number)
        return self._signed(200, found) if found else self._signed(404, {"code": "RESOURCE_NOT_EXISTS"})

    def pay(self, number):
        """The shopper pays; the headers and the body that WeChat posts to the shop."""
        at = self._clock().isoformat(timespec="seconds")
        self.trades[number] |= {"trade_state": "SUCCESS", "transaction_id": f"42000{number[:22]}", "success_time": at}
        return self.notification(number)

    def notification(self, number, event="TRANSACTION.SUCCESS", api_key=API_KEY, stamp=None, serial=None, **changes):
        plain = {"appid": APP_ID, "mchid": MERCHANT, "out_trade_no": number, "trade_state": "SUCCESS"}
        trade = {**plain, **self.trades.get(number, {}), **changes}
        nonce = "0123456789ab"
        sealed = AESGCM(api_key.encode()).encrypt(nonce.encode(), json.dumps(trade).encode(), b"transaction")
        resource = {
            "algorithm": "AEAD_AES_256_GCM", "ciphertext": base64.b64encode(sealed).decode(),
            "associated_data": "transaction", "nonce": nonce, "original_type": "transaction",
        }  # fmt: skip
        body = json.dumps({"id": "e-1", "event_type": event, "resource_type": "encrypt-resource", "resource": resource})
        return self._headers(body, stamp, serial), body.encode()

    def _begin(self, kind, content):
        if (content["appid"], content["mchid"]) != (APP_ID, MERCHANT):
            return self._signed(400, {"code": "PARAM_ERROR", "message": "参数错误"})
        if kind == "h5" and not content.get("scene_info", {}).get("payer_client_ip"):
            return self._signed(400, {"code": "PARAM_ERROR", "message": "缺少场景信息"})
        known = {"trade_state": "NOTPAY", **{k: content[k] for k in ("appid", "mchid", "out_trade_no", "amount")}}
        self.trades.setdefault(content["out_trade_no"], known)
        if kind == "h5":
            return self._signed(200, {"h5_url": "https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx1"})
        return self._signed(200, {"code_url": "weixin://wxpay/bizpayurl?pr=p4lpSuKzz"})

    def _refund(self, content):
        trade = self.trades.get(content["out_trade_no"])
        if trade is None or "transaction_id" not in trade:
            return self._signed(404, {"code": "RESOURCE_NOT_EXISTS"})
        if content["amount"]["refund"] > trade["amount"]["total"]:
            return self._signed(403, {"code": "INVALID_REQUEST", "message": "退款金额大于支付金额"})
        state = "SUCCESS" if self.refunds_at_once else "PROCESSING"
        refund = {"refund_id": "50300", "out_refund_no": content["out_refund_no"], "status": state}
        return self._signed(200, self.refunds.setdefault(content["out_refund_no"], refund))

    def _is_signed(self, method, path, headers, body):
        fields = dict(re.findall(r'(\w+)="([^"]*)"', headers["Authorization"]))
        if (fields["mchid"], fields["serial_no"]) != (MERCHANT, SERIAL):
            return False
        text = f"{method}\n{path}\n{fields['timestamp']}\n{fields['nonce_str']}\n{body.decode()}\n"
        try:
            self._merchant_key.verify(base64.b64decode(fields["signature"]), text.encode(), PKCS1v15(), SHA256())
        except InvalidSignature:
            return False
        return True

    def _signed(self, status, content):
        body = json.dumps(content)
        return status, {"Content-Type": "application/json", **self._headers(body)}, body.encode()

    def _headers(self, body, stamp=None, serial=None):
        stamp = str(int(self._clock().timestamp()) if stamp is None else stamp)
        text = f"{stamp}\nn0nce\n{body}\n" + ("forged" if self.forges else "")
        signature = base64.b64encode(self._private_key.sign(text.encode(), PKCS1v15(), SHA256())).decode()
        return {
            "Wechatpay-Serial": serial or self._key_id, "Wechatpay-Timestamp": stamp, "Wechatpay-Nonce": "n0nce",
            "Wechatpay-Signature": signature, "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
        }  # fmt: skip
