"""What the fields of the model hold. Each field's type and limits are declared once, on it.

A check stands as the validator of an attrs field, alone. It speaks twice:

* When a value is made, it refuses other types, and numbers that nothing can be computed with.
  So what a host or a store has kept reads back, even where a text is missing or too long.
* When a value is entered (``entering.require_entered``, which every use case that takes data in
  calls), it refuses whatever the field does not take.

``metadata=PERSONAL`` says that a field is about a person: erasing and exporting go by it.
``metadata=asked("Percent")`` says what people call it: forms are made of it (``model.inputs``).
"""

from backoffice_orders.model.fields.addresses import (
    PICTURE as PICTURE,
    WebAddress as WebAddress,
)
from backoffice_orders.model.fields.asked import (
    Asked as Asked,
    asked as asked,
    asked_in as asked_in,
    asked_of as asked_of,
    asked_of_person as asked_of_person,
    asked_text as asked_text,
    is_asked as is_asked,
    labelled as labelled,
    left_open as left_open,
    limits_in as limits_in,
    required_in as required_in,
)
from backoffice_orders.model.fields.base import (
    KEPT as KEPT,
    PERSONAL as PERSONAL,
    Check as Check,
    OneOf as OneOf,
)
from backoffice_orders.model.fields.converters import (
    exact as exact,
    exact_or_none as exact_or_none,
    in_a_tuple as in_a_tuple,
    in_capitals as in_capitals,
    in_utc as in_utc,
    language_tag as language_tag,
    named as named,
    written as written,
    written_each as written_each,
)
from backoffice_orders.model.fields.lists import (
    IDS as IDS,
    TAGS as TAGS,
    Each as Each,
    Values as Values,
)
from backoffice_orders.model.fields.moments import (
    DAY_OR_NONE as DAY_OR_NONE,
    MOMENT as MOMENT,
    MOMENT_OR_NONE as MOMENT_OR_NONE,
    Day as Day,
    Moment as Moment,
    require_moment as require_moment,
)
from backoffice_orders.model.fields.numbers import (
    AGREED_CASH as AGREED_CASH,
    ANSWERED_CASH as ANSWERED_CASH,
    CASH as CASH,
    CASH_OR_NONE as CASH_OR_NONE,
    DECIMALS as DECIMALS,
    DIGITS as DIGITS,
    DIGITS_BEFORE_THE_POINT as DIGITS_BEFORE_THE_POINT,
    LARGEST_COUNT as LARGEST_COUNT,
    LARGEST_QUANTITY as LARGEST_QUANTITY,
    LEVEL as LEVEL,
    NUMBER as NUMBER,
    NUMBER_OR_NONE as NUMBER_OR_NONE,
    PERCENT as PERCENT,
    PERCENT_OR_NONE as PERCENT_OR_NONE,
    QUANTITY as QUANTITY,
    Cash as Cash,
    Number as Number,
    Quantity as Quantity,
    Whole as Whole,
    require_exact as require_exact,
    require_money as require_money,
    require_quantity as require_quantity,
    require_whole as require_whole,
)
from backoffice_orders.model.fields.texts import (
    ATTRIBUTES as ATTRIBUTES,
    CALLED as CALLED,
    COUNTRY as COUNTRY,
    COUNTRY_OR_NONE as COUNTRY_OR_NONE,
    DESCRIPTION as DESCRIPTION,
    ID as ID,
    ID_LIMIT as ID_LIMIT,
    ID_OR_NONE as ID_OR_NONE,
    KEY as KEY,
    LANGUAGE as LANGUAGE,
    MESSAGE as MESSAGE,
    NAME as NAME,
    NAME_OR_EMPTY as NAME_OR_EMPTY,
    NOTE as NOTE,
    NUMBERED as NUMBERED,
    REASON as REASON,
    REASONED as REASONED,
    TIME_ZONE as TIME_ZONE,
    Code as Code,
    Id as Id,
    Named as Named,
    Text as Text,
    Texts as Texts,
    is_storable as is_storable,
    storable as storable,
)
