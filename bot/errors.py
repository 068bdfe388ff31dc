"""Every error that a shopper or an agent can meet: one class, one code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


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

    def __init__(self, message: str | None = None, faults: Sequence[Any] = ()) -> None:
        super().__init__(message)
        self.faults = tuple(faults)


class ShopIsReadOnly(ServiceError):
    """The shop's data are in a database of its own, in which we may not write; a person has to do it there."""

    code = "shop_is_read_only"
    http_status = 409


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


class ChangeRefused(ServiceError):
    """The state of the order does not allow this change."""

    code = "change_refused"
    http_status = 409

    def __init__(self, rule: str, text: str, ways: tuple[str, ...] = ()) -> None:
        super().__init__(f"{rule}: {text}")
        self.rule = rule
        self.text = text
        self.ways = ways


class OutOfStock(ServiceError):
    """There are fewer of the article than are wanted."""

    code = "out_of_stock"
    http_status = 409

    def __init__(self, stock: int) -> None:
        super().__init__(f"There are {stock} left.")
        self.stock = stock


class NothingToReorder(ServiceError):
    """Nothing of the order is listed and in stock today."""

    code = "nothing_to_reorder"
    http_status = 409


class BadInvoice(ServiceError):
    """The details of an invoice are incomplete or wrong; ``part`` says which."""

    code = "bad_invoice"
    http_status = 422

    def __init__(self, part: str) -> None:
        super().__init__(f"The {part} of the invoice cannot be right.")
        self.part = part


class NothingToOpen(ServiceError):
    """The rules answer this request at once; there is no case to open for it."""

    code = "nothing_to_open"
    http_status = 409


class IllegalCaseStep(ServiceError):
    """The after-sale case is in a state that does not allow this."""

    code = "illegal_case_step"
    http_status = 409

    def __init__(self, current: str, wanted: str) -> None:
        super().__init__(f"An after-sale case that is {current} cannot become {wanted}.")
        self.current = current
        self.wanted = wanted


class ActionRefused(ServiceError):
    """A rule of the shop forbids what somebody of the staff would do; ``text`` says so in their words."""

    code = "action_refused"
    http_status = 409

    def __init__(self, rule: str, text: str) -> None:
        super().__init__(f"{rule}: {text}")
        self.rule = rule
        self.text = text


class AllowanceUsedUp(ActionRefused):
    """It is more than this person may give away; ``lead_may`` says whether a lead might."""

    code = "allowance_used_up"
    http_status = 403

    def __init__(self, rule: str, text: str, lead_may: bool) -> None:
        super().__init__(rule, text)
        self.lead_may = lead_may


class BadValue(ServiceError):
    """Something that was filled in is missing or cannot be right; ``label`` is its name."""

    code = "bad_value"
    http_status = 422

    def __init__(self, label: str) -> None:
        super().__init__(f"{label} is missing or wrong.")
        self.label = label


class UnknownAction(ServiceError):
    """There is no such action on orders."""

    code = "unknown_action"
    http_status = 404


class ProposalChanged(ServiceError):
    """What was agreed to is not what would be done now: look at it again."""

    code = "proposal_changed"
    http_status = 409


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


class GatewayUnavailable(ServiceError):
    """The payment gateway cannot be reached or is busy; the same request may be sent again."""

    code = "gateway_unavailable"
    http_status = 503


class GatewayRefused(ServiceError):
    """The payment gateway refused the request."""

    code = "gateway_refused"
    http_status = 502

    def __init__(self, reason: str) -> None:
        super().__init__(f"The payment gateway refused: {reason}.")
        self.reason = reason


class BadNotification(ServiceError):
    """A gateway's notification cannot be trusted; the message says why and what to do."""

    code = "bad_notification"
    http_status = 400


class WrongPayment(BadNotification):
    """A gateway's notification is authentic but does not fit our record; the message says why and what to do."""


class RefundTooLarge(ServiceError):
    """More would be paid back than was paid."""

    code = "refund_too_large"
    http_status = 409


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


class MessageTooLong(ServiceError):
    """The message has more characters than the shop takes."""

    code = "too_long"
    http_status = 400

    def __init__(self, limit: int) -> None:
        super().__init__(f"A message has at most {limit} characters.")
        self.limit = limit


class EmptyMessage(ServiceError):
    """The message holds nothing that can be read."""

    code = "empty_message"
    http_status = 400


class UnsupportedPhoto(ServiceError):
    """Only JPEG, PNG and WebP pictures are taken, whatever the file is called."""

    code = "photo_unsupported"
    http_status = 415


class HeicPhoto(UnsupportedPhoto):
    """HEIC pictures are not taken; the phone or a screenshot gives a JPEG."""

    code = "photo_heic"


class AnimatedPhoto(UnsupportedPhoto):
    """Moving pictures are not taken."""

    code = "photo_animated"


class BrokenPhoto(ServiceError):
    """The picture is incomplete or damaged."""

    code = "photo_broken"
    http_status = 422


class PhotoTooLarge(ServiceError):
    """The file of the picture is larger than we take."""

    code = "photo_too_large"
    http_status = 413

    def __init__(self, limit: int) -> None:
        self.megabytes = limit // 2**20
        super().__init__(f"A picture has at most {self.megabytes} MB.")


class PhotoTooManyPixels(ServiceError):
    """The picture has more pixels than any camera of a phone takes."""

    code = "photo_too_many_pixels"
    http_status = 413


class TooManyPhotos(ServiceError):
    """More pictures than a conversation may have within an hour."""

    code = "too_many_photos"
    http_status = 429

    def __init__(self, an_hour: int) -> None:
        super().__init__(f"A conversation takes {an_hour} pictures an hour.")
        self.an_hour = an_hour


class UnknownButton(ServiceError):
    """There is no such button in this conversation."""

    code = "unknown_button"
    http_status = 404


class TooManyMessages(ServiceError):
    """More messages than a person types in a minute."""

    code = "too_many_messages"
    http_status = 429


class ConversationNotFound(ServiceError):
    """There is no such conversation."""

    code = "conversation_not_found"
    http_status = 404


class OwnerConflict(ServiceError):
    """The conversation belongs to somebody whose it must not be for this."""

    code = "owner_conflict"
    http_status = 409

    def __init__(self, current: str, wanted: str) -> None:
        super().__init__(f"A conversation that is {current} cannot become {wanted}.")
        self.current = current
        self.wanted = wanted


class TicketNotFound(ServiceError):
    """There is no such ticket."""

    code = "ticket_not_found"
    http_status = 404


class ReplyNotFound(ServiceError):
    """There is no such canned reply."""

    code = "reply_not_found"
    http_status = 404


class BadShortcut(ServiceError):
    """The folder or the shortcut of a canned reply is missing, too long, or cannot be typed."""

    code = "bad_shortcut"
    http_status = 422


class ShortcutTaken(ServiceError):
    """There is a canned reply under this shortcut already."""

    code = "shortcut_taken"
    http_status = 409

    def __init__(self, shortcut: str) -> None:
        super().__init__(f"There is one under {shortcut} already.")
        self.shortcut = shortcut


class UnknownPlace(ServiceError):
    """A canned reply has a place that nothing fills."""

    code = "unknown_place"
    http_status = 422

    def __init__(self, place: str) -> None:
        super().__init__(f"Nothing fills {place}.")
        self.place = place


class TicketClosed(ServiceError):
    """The ticket has been dealt with already."""

    code = "ticket_closed"
    http_status = 409


class NobodysToTake(ServiceError):
    """What the shop has promised belongs to nobody; whoever has done it closes it."""

    code = "nobodys_to_take"
    http_status = 409


class BadDueDate(ServiceError):
    """The time by which it is to be done has passed, or is too far away."""

    code = "bad_due_date"
    http_status = 422


class NotInCharge(ServiceError):
    """Somebody else is in charge of the conversation, or nobody."""

    code = "not_in_charge"
    http_status = 409


class AgentAway(ServiceError):
    """The person to whom it was to be given is not there, or does not serve."""

    code = "agent_away"
    http_status = 409


class NobodyInCharge(ServiceError):
    """No person has the word in the conversation."""

    code = "nobody_in_charge"
    http_status = 409


class NothingToInspect(ServiceError):
    """No person has served in the conversation."""

    code = "nothing_to_inspect"
    http_status = 409


class BadSchedule(ServiceError):
    """A message for later wants a time to come, within a month."""

    code = "bad_schedule"
    http_status = 422


class NotAnAnswer(ServiceError):
    """A thumb is for what the bot said in this conversation."""

    code = "not_an_answer"
    http_status = 404


class NothingToRate(ServiceError):
    """Nobody asked for a score there."""

    code = "nothing_to_rate"
    http_status = 404


class AlreadyRated(ServiceError):
    """The service has been rated; once is all that counts."""

    code = "already_rated"
    http_status = 409


class TooLateToRecall(ServiceError):
    """A message can be taken back for a short while only, and only by who sent it."""

    code = "too_late_to_recall"
    http_status = 409


class BadSession(ServiceError):
    """The chat session is not one of ours, or too old; ask for a new one."""

    code = "bad_session"
    http_status = 401


class BadToken(ServiceError):
    """The shop's word for who the shopper is cannot be trusted, or is too old."""

    code = "bad_token"
    http_status = 401


class NotLoggedIn(ServiceError):
    """Nobody is logged in here, or not any more."""

    code = "unauthorised"
    http_status = 401


class WrongLogIn(ServiceError):
    """There is no such login, or the password is wrong; which of the two is nobody's business."""

    code = "wrong_log_in"
    http_status = 401


class TooManyLogIns(ServiceError):
    """Too many wrong passwords in a while for this login or from this address."""

    code = "too_many_log_ins"
    http_status = 429

    def __init__(self, minutes: int) -> None:
        super().__init__(f"No more attempts within {minutes} minutes.")
        self.minutes = minutes


class NotAllowed(ServiceError):
    """Somebody is logged in whose role does not go that far."""

    code = "not_allowed"
    http_status = 403


class BadCsrf(ServiceError):
    """The request does not prove that it comes from our own page."""

    code = "bad_csrf"
    http_status = 403


class PasswordMustChange(ServiceError):
    """The password is a temporary one: nothing else can be done before it is changed."""

    code = "password_must_change"
    http_status = 403


class WrongPassword(ServiceError):
    """The old password is wrong."""

    code = "wrong_password"
    http_status = 400


class WeakPassword(ServiceError):
    """The password is easy to guess."""

    code = "password_common"
    http_status = 400


class PasswordTooShort(WeakPassword):
    """The password is too short."""

    code = "password_too_short"

    def __init__(self, least: int) -> None:
        super().__init__(f"A password has at least {least} characters.")
        self.least = least


class PasswordTellsName(WeakPassword):
    """The password holds the login or the name."""

    code = "password_tells_name"


class PasswordUnchanged(WeakPassword):
    """The new password is the old one."""

    code = "password_unchanged"


class AgentNotFound(ServiceError):
    """There is no such member of the staff."""

    code = "agent_not_found"
    http_status = 404


class BadLogin(ServiceError):
    """What somebody is to type to log in is too short, too long, or has other characters than are taken."""

    code = "bad_login"
    http_status = 400


class BadName(ServiceError):
    """The name that shoppers are to see is empty, too long or unreadable."""

    code = "bad_name"
    http_status = 400


class BadGroup(ServiceError):
    """There can be no skill group of this key."""

    code = "bad_group"
    http_status = 400


class BadCapacity(ServiceError):
    """So many conversations at a time cannot be meant."""

    code = "bad_capacity"
    http_status = 400


class LoginTaken(ServiceError):
    """Somebody else has this login."""

    code = "login_taken"
    http_status = 409


class LastAdmin(ServiceError):
    """Without this one nobody could administer accounts any more."""

    code = "last_admin"
    http_status = 409


class InvalidRequest(ServiceError):
    """The request does not have the form that is asked for."""

    code = "invalid_request"
    http_status = 400


class BadReportDays(ServiceError):
    """The days of a report end before they begin, or are more than a year."""

    code = "bad_report_days"
    http_status = 400


class PageNotFound(ServiceError):
    """There is nothing at this address."""

    code = "not_found"
    http_status = 404


class PortTaken(ServiceError):
    """A port that we need is in use."""

    code = "port_taken"
