"""Facts: what an after-sale request is decided by, and the words for wishes, causes and outcomes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

from bot.shop.orders import OrderStatus

NO_EXCEPTION = "none"


class Wish(str, Enum):
    """What the shopper would have."""

    RETURN = "return"
    EXCHANGE = "exchange"
    REFUND = "refund"
    """Money back, and the goods stay."""
    REPAIR = "repair"
    REISSUE = "reissue"

    @property
    def sends_back(self) -> bool:
        """Whether goods travel back to the shop."""
        return self in (Wish.RETURN, Wish.EXCHANGE, Wish.REPAIR)

    @property
    def pays_back(self) -> bool:
        """Whether money goes back to the shopper."""
        return self in (Wish.RETURN, Wish.REFUND)


class Cause(str, Enum):
    """Why; the first two are the shopper's own affair, all others the shop's or the carrier's."""

    NO_REASON = "no_reason"
    SIZE_UNFIT = "size_unfit"
    QUALITY = "quality"
    DAMAGED = "damaged"
    WRONG_ITEM = "wrong_item"
    MISSING_ITEM = "missing_item"
    NOT_AS_DESCRIBED = "not_as_described"
    NOT_RECEIVED = "not_received"

    @property
    def is_fault(self) -> bool:
        return self not in (Cause.NO_REASON, Cause.SIZE_UNFIT)


class Told(str, Enum):
    """A thing that only the shopper knows."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Outcome(str, Enum):
    """What the table may decide."""

    APPROVE = "approve"
    REJECT = "reject"
    REVIEW = "review"
    """A person decides."""
    ASK_EVIDENCE = "ask_evidence"
    """Photos, or an answer of the shopper, are needed first."""
    OFFER_OTHER = "offer_other"
    """Not this, but another way leads to what is wanted."""

    @property
    def opens_case(self) -> bool:
        return self in (Outcome.APPROVE, Outcome.REVIEW)


class Payer(str, Enum):
    """Who pays the freight."""

    BUYER = "buyer"
    SHOP = "shop"
    NONE = "none"


class Way(str, Enum):
    """A way that remains when a wish cannot be granted."""

    CANCEL = "cancel_order"
    MODIFY = "modify_order"
    RETURN = "request_return"
    EXCHANGE = "request_exchange"
    QUALITY = "report_quality_issue"
    MISSING = "report_missing_item"
    REFUSE_PARCEL = "refuse_parcel"
    """Leave the parcel with the courier."""
    TRACK = "track_parcel"
    URGE = "urge_shipping"
    PROGRESS = "query_refund"
    PERSON = "request_human"


@dataclass(frozen=True)
class Account:
    """What the shopper has told about the goods."""

    opened: Told = Told.UNKNOWN
    """Whether a sealed package has been opened."""
    worn: Told = Told.UNKNOWN
    """Worn, washed or soiled, beyond trying on."""
    tag_off: Told = Told.UNKNOWN
    photos: int = 0


@dataclass(frozen=True)
class Facts:
    """All that a decision may depend on; two requests with the same facts get the same answer."""

    wish: Wish
    cause: Cause
    status: OrderStatus
    """Of the order as it was before any request of this kind."""
    days: int = 0
    """Whole days since the day of signing, on the shop's clock; 0 on that day and while it is not signed for."""
    in_return_days: bool = False
    in_exchange_days: bool = False
    in_warranty: bool = False
    exception: str = NO_EXCEPTION
    """The kind of goods without a return for no reason, as the policy calls it."""
    opened: Told = Told.UNKNOWN
    worn: Told = Told.UNKNOWN
    tag_off: Told = Told.UNKNOWN
    photos: int = 0
    amount: int = 0
    """What was paid for the goods in question, in fen."""
    whole_order: bool = True
    known_customer: bool = False
    earlier_cases: int = 0
    """Other cases for the same goods, withdrawn ones left out."""

    def as_data(self) -> dict[str, Any]:
        """The facts as a case keeps them."""
        return {name: value.value if isinstance(value, Enum) else value for name, value in asdict(self).items()}
