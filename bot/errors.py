"""Every error that a shopper or an agent can meet: one class, one code."""

from __future__ import annotations


class ServiceError(Exception):
    """Something went wrong on our side."""

    code = "internal"
    http_status = 500

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (self.__doc__ or "").strip().splitlines()[0])


class UnsafeSettings(ServiceError):
    """A setting is missing, of the wrong type, or unsafe in production."""

    code = "unsafe_settings"


class OrderNotFound(ServiceError):
    """There is no such order."""

    code = "order_not_found"
    http_status = 404


class NotYourOrder(OrderNotFound):
    """The order belongs to somebody else; outside it looks exactly like an order that does not exist."""


class TooManyTries(ServiceError):
    """Too many attempts to prove an order within the hour."""

    code = "too_many_tries"
    http_status = 429


class BadPolicy(ServiceError):
    """A file under data/policy cannot be used; the message names the file and the fault."""

    code = "bad_policy"


class BadLexicon(ServiceError):
    """A file under data/lexicon cannot be used; the message names the file and the fault."""

    code = "bad_lexicon"


class BadEncoder(ServiceError):
    """The folder of the sentence encoder cannot be used; the message names what is wrong with it."""

    code = "bad_encoder"


class BadShopData(ServiceError):
    """A file of the shop's data cannot be read; the message names the file, the line and the column."""

    code = "bad_shop_data"


class SkuNotFound(ServiceError):
    """There is no such article."""

    code = "sku_not_found"
    http_status = 404


class ImplausibleMeasure(ServiceError):
    """A measurement that no person has; it was probably typed wrong."""

    code = "implausible_measure"
    http_status = 422

    def __init__(self, measure: str, value: float) -> None:
        super().__init__(f"{measure} = {value:g} is not a person's measurement.")
        self.measure = measure
        self.value = value


class IllegalTransition(ServiceError):
    """The order is in a state that does not allow this."""

    code = "illegal_transition"
    http_status = 409

    def __init__(self, current: str, wanted: str) -> None:
        super().__init__(f"An order that is {current} cannot become {wanted}.")
        self.current = current
        self.wanted = wanted


class NotPayable(ServiceError):
    """The order is not waiting for payment any more."""

    code = "not_payable"
    http_status = 409


class BadPayLink(ServiceError):
    """The pay link is not one of ours."""

    code = "bad_pay_link"
    http_status = 404


class PayLinkExpired(BadPayLink):
    """The time to pay this order is over."""

    code = "pay_link_expired"
    http_status = 410


class BotUnavailable(ServiceError):
    """The bot gave no answer in time."""

    code = "bot_unavailable"
    http_status = 503


class TrainingFailed(ServiceError):
    """Rasa refused the training data; the lines above say where."""

    code = "training_failed"


class NoModel(ServiceError):
    """There is no trained model; run `xiaoer train`."""

    code = "no_model"
