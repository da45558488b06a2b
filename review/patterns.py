"""What personal data other than addresses looks like, in Chinese and English: the surest kinds first."""

from __future__ import annotations

import re

from review.split_numbers import CHINESE_DIGITS

_H = "\u4e00-\u9fff"
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖"
    "邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_SURNAME = rf"(?:欧阳|歐陽|司马|上官|诸葛|司徒|夏侯|皇甫|尉迟|令狐|慕容|东方|南宫|端木|轩辕|[{_SURNAMES}])"
_NO_GIVEN_NAME = "你我他她它您的了呀啊吗呢吧是给叫请让把跟和"
_CAPITAL = "[A-Z][A-Za-z'’-]+"
#: What stands behind 我是 and begins like a name: where somebody comes from, and what they are.
_NO_PERSON = (
    "江苏|江西|武汉|石家庄|温州|常州|常德|金华|金卡|金牌|黄金"
    "|高级|高中|高兴|马上|常年|常常|于是|方便|何时|何地|万一|文科"
)
_NO_NAMES = (
    "wrong|spelled|spelt|misspelled|misspelt|not|incorrect|on|in|missing|still|is|the|too|shown|printed|now|also"
)
_IS = r"\s*(?:是|为|:|=|#|\bis\b)*\s*"


def _any_case(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


#: Kind and pattern; where a pattern has a group `value`, only that is personal.
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("url", _any_case(rf"(?:https?://|www\.)[^\s{_H}，。]+")),
    ("email", _any_case(r"[a-z0-9._%+-]{1,64}\s?(?:@|[(\[]\s?at\s?[)\]])\s?[a-z0-9-]+(?:\.[a-z0-9-]+)+")),
    (
        "email",
        _any_case(
            r"(?<![a-z0-9._%+-])[a-z0-9._%+-]{1,64} (?:at|[(\[]at[)\]]) [a-z0-9-]+(?: [(\[]?dot[)\]]? [a-z]{2,})+"
        ),
    ),
    # Orders before phones and cards: some of their numbers are as long.
    ("order_number", _any_case(r"(?<![a-z0-9])[a-z]{2}-?20\d{2}-?\d{4,10}(?:-\d{2,6})?(?![0-9])")),
    ("order_number", re.compile(r"(?<![A-Za-z0-9])20\d{6}-\d{3,6}(?!\d)|#\s?[A-Za-z]{0,3}-?\d{4,}")),
    ("order_number", re.compile(r"(?<![A-Za-z0-9-])[A-Z]{1,2}-?\d{5,8}(?![0-9A-Za-z])")),
    (
        "order_number",
        _any_case(
            r"(?:订[单單][号號]?|[单單][号號子]|订单编号|\b(?:order|ordr|oder|purchase)s?(?:\s+(?:number|no\.?|id))?)"
            rf"{_IS}#?(?P<value>[a-z]{{0,3}}-?\d[\d-]{{3,20}}\d?(?:-[a-z])?)(?![a-z0-9])"
        ),
    ),
    (
        "order_number",
        re.compile(
            r"(?:订单|訂單|\b[Oo]rder)\s?(?:号|號|number|no\.?|id)?\s?[:：#]?\s?(?P<value>[A-Z]{2,5}-\d{2,8}-[A-Z0-9]{2,8})\b"
        ),
    ),
    (
        "secret",
        _any_case(
            r"(?:验证码|校验码|密码|口令|password|passcode|\botp|\bpin|(?:verification|security|sms|login)\s+code)"
            rf"{_IS}(?P<value>(?=[^\s，。,{_H}]*\d)[^\s，。,{_H}]{{4,40}})"
        ),
    ),
    (
        "account",
        _any_case(
            r"(?:微信号?|wechat(?:\s+id)?|qq号?|\bvx|支付宝账?号?|telegram|line\s+id|账号|用户名|\busername|\bsteam\s+id)"
            rf"{_IS}(?P<value>(?=[a-z0-9_-]*[\d_])[a-z0-9_-]{{5,40}})"
        ),
    ),
    ("identity", _any_case(r"(?<!\d)\d{17}[\dx](?![\da-z])")),
    ("card", _any_case(r"(?<![\da-z])(?:\d{4}[ -]?){3,7}\d{1,4}(?![\da-z])")),
    ("identity", _any_case(r"(?<!\d)\d{3}-\d{2}-\d{4}(?!\d)")),
    ("phone", _any_case(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")),
    ("phone", _any_case(r"(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)")),
    ("phone", _any_case(r"(?<!\d)[48]00[- ]?\d{3}[- ]?\d{4}(?!\d)")),
    ("phone", _any_case(r"\+\d{1,3}[- .]?(?:\(?\d{1,4}\)?[- .]?){2,5}\d{2,4}(?!\d)")),
    ("phone", _any_case(r"(?<![\d-])(?:1[- .])?\(?\d{3}\)?[- .]\d{3}[- .]\d{4}(?![\d-])")),
    ("phone", _any_case(r"(?<!\d)0\d{2,4}[ -]\d{3,4}[ -]?\d{3,4}(?!\d)")),
    ("phone", re.compile(rf"[{''.join(CHINESE_DIGITS)}]{{7,}}")),
    (
        "postcode",
        _any_case(
            rf"(?:邮编|post\s?code|postal\s+code|zip(?:\s+code)?){_IS}"
            r"(?P<value>(?=[a-z ]*\d)[a-z0-9]{3,6}(?:[ -][a-z0-9]{3,4})?)\b"
        ),
    ),
    (
        "name",
        re.compile(
            r"(?:我叫|我的名字是|名字是|姓名是?|收件人是?|收货人是?|联系人是?|机主是?)\s*[:：]?\s*"
            rf"(?P<value>{_SURNAME}(?!式|便|法|案|向|面)[{_H}](?:[{_H}](?![{_H}]))?)"
        ),
    ),
    (
        "name",
        re.compile(
            rf"我是(?P<value>(?!{_NO_PERSON}){_SURNAME}(?:(?![{_NO_GIVEN_NAME}])[{_H}]){{1,2}}(?<![人客员生户卡粉友师家党族]))"
            r"(?=$|[\s，。、,.!！?？;；啊呀想要])"
        ),
    ),
    (
        "name",
        re.compile(rf"(?<!谢)(?P<value>{_SURNAME}(?:(?![{_NO_GIVEN_NAME}])[{_H}]){{0,2}}?)(?:先生|女士|小姐|太太)"),
    ),
    (
        "name",
        _any_case(
            r"\b(?:my name is|my name's|my full name is|recipient(?: is|:)|name:)\s+"
            rf"(?P<value>(?!(?:{_NO_NAMES})\b)[a-z][a-z'’-]+(?-i:(?:\s{_CAPITAL}){{0,2}}))"
        ),
    ),
    (
        "name",
        re.compile(
            r"\b(?:[Tt]his is|I am|[Ii]'m|i am)\s+"
            r"(?!(?:Black|Cyber|New|Happy|Good|Super|Customer|The|My|Your|Not|Very|[A-Z][a-z]+ing)\b)"
            rf"(?P<value>{_CAPITAL}\s{_CAPITAL})(?!\s?[A-Z0-9])"
        ),
    ),
    ("name", re.compile(rf"\b(?:Mr|Mrs|Ms|Dr)\.?\s(?P<value>{_CAPITAL}(?:\s{_CAPITAL})?)")),
)

_LONG_NUMBER, _DIGITS_AMONG_LETTERS, _DIGITS_IN_PARTS, _LONG_CODE = 7, 6, 9, 12
_HARMLESS = re.compile(r"(?:19|20)\d{2}[-_]?(?:0?[1-9]|1[0-2])[-_]?(?:0?[1-9]|[12]\d|3[01])|0[xX][0-9A-Fa-f]+")


def is_identity(token: str) -> bool:
    """Whether a code looks like somebody's: long numbers, many digits among letters, long random codes.

    Model names (`WH-1000XM5`, `i7-13700H`), ranges (`2000-3000`), dates and error codes (`0x0000007E`) do not.

    Args:
        token: Letters, digits, hyphens.
    """
    if _HARMLESS.fullmatch(token):
        return False
    runs = [len(run) for run in re.findall(r"\d+", token)]
    letters = sum(character.isalpha() for character in token)
    if not letters:
        return max(runs, default=0) >= _LONG_NUMBER or (len(runs) > 2 and sum(runs) >= _DIGITS_IN_PARTS)
    random = len(token) >= _LONG_CODE and sum(runs) >= 3 and letters >= 3 and "-" not in token
    return max(runs, default=0) >= _DIGITS_AMONG_LETTERS or random
