"""What there is in the world: its countries, languages and time zones, by their codes."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

# ISO 3166-1 alpha-2, with those that addresses use besides: Ascension, Tristan da Cunha, Kosovo.
_COUNTRY_CODES = """
    AC AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ
    BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO
    DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU
    GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW
    KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU
    MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW
    PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TA TC TD
    TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE
    YT ZA ZM ZW
"""
COUNTRIES = frozenset(_COUNTRY_CODES.split())
# ISO 639: all codes of two letters, and those of three letters that CLDR has formats for.
_LANGUAGE_CODES = """
    aa ab ae af agq ak am an ann apc ar arn as asa ast av ay az ba bal bas be bem bew bez bg bgc
    bgn bho bi blo blt bm bn bo br brx bs bss byn ca cad cch ccp ce ceb cgg ch cho chr cic ckb
    co cop cr cs csw cu cv cy da dav de dje doi dsb dua dv dyo dz ebu ee el en eo es et eu ewo
    fa ff fi fil fj fo fr frr fur fy ga gaa gd gez gl gn gsw gu guz gv ha haw he hi hnj ho hr
    hsb ht hu hy hz ia id ie ig ii ik io is it iu ja jbo jgo jmc jv ka kaa kab kaj kam kcg kde
    kea ken kg kgp khq ki kj kk kkj kl kln km kn ko kok kpe kr ks ksb ksf ksh ku kv kw kxv ky la
    lag lb lg li lij lkt lld lmo ln lo lrc lt ltg lu luo luy lv mai mas mdf mer mfe mg mgh mgo
    mh mhn mi mic mk ml mn mni moh mr ms mt mua mus my myv mzn na naq nb nd nds ne ng nl nmg nn
    nnh no nqo nr nso nus nv ny nyn oc oj om or os osa pa pap pcm pi pis pl prg ps pt qu quc raj
    rhg rif rm rn ro rof ru rw rwk sa sah saq sat sbp sc scn sd sdh se seh ses sg shi shn si sid
    sk skr sl sm sma smj smn sms sn so sq sr ss ssy st su sv sw syr szl ta te teo tg th ti tig
    tk tl tn to tok tpi tr trv trw ts tt tw twq ty tyv tzm ug uk ur uz vai ve vec vi vmw vo vun
    wa wae wal wbp wo xh xnr xog yav yi yo yrl yue za zgh zh zu
"""
LANGUAGES = frozenset(_LANGUAGE_CODES.split())
_TAG = re.compile(r"([a-z]{2,3})([-_][A-Z][a-z]{3})?([-_]([A-Z]{2}|[0-9]{3}))?")


def is_country(code: str) -> bool:
    """Whether it is the code of a country (ISO 3166-1 alpha-2, in capitals)."""
    return code in COUNTRIES


def is_language(tag: str) -> bool:
    """Whether it is a language tag (BCP 47: ``fr``, ``de-AT``, ``zh-Hant-TW``) of a language."""
    found = _TAG.fullmatch(tag)
    if found is None or found[1] not in LANGUAGES:
        return False
    region = found[4]
    return region is None or region.isdigit() or region in COUNTRIES


def is_time_zone(name: str) -> bool:
    """Whether the machine's time zone database has this zone (``Europe/Paris``)."""
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        return False
    return True
