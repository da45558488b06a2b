"""Words around a product's name in a customer's sentence, which say nothing about which product is meant."""

from __future__ import annotations

import re

from catalog.normalize import tidy

_CHINESE = (
    "有没有|有无|有木有|是否有|请问一下|请问|我想问一下|想问一下|问一下|我想要|我想买|想买|想要|我要|我想|"
    "帮我找一下|帮我找找|帮我找|帮我|给我|找一下|找一款|找找|搜一下|搜索|搜|推荐一下|推荐|查一下|查询|查查|"
    "看一下|看看|看下|介绍一下|介绍|告诉我|你们这里|你们店里|你们店|你们家|你们|咱们|店里|店铺|多少钱一个|"
    "多少钱一台|多少钱|什么价格|什么价位|什么价|价格是多少|价格|价钱|售价|怎么卖|几多钱|贵吗|有货吗|有现货吗|"
    "还有货|有货|现货|库存|缺货|有卖|卖不卖|卖吗|在卖|支持吗|支持|是多少|是什么|怎么样|好不好|好用吗|好用|如何|"
    "值得买吗|值得|可以吗|行吗|能不能|可不可以|一个|一台|一部|一款|一副|一双|一只|一块|这个|那个|这款|那款|"
    "这台|那台|哪个|哪款|哪些|哪种|什么|几款|几个|比较|国行|正品|官方|旗舰店|全新|二手|新款|最新款|最新|原装|"
    "型号|系列|产品|商品|东西|品牌|牌子|黑色|白色|蓝色|红色|绿色|紫色|粉色|金色|银色|灰色|黄色|橙色|左右|"
    "大概|大约|谢谢|您好|你好|麻烦|亲|呢|吗|吧|啊|呀|哦|嘛|的话|的|了|么|适合|适用|用的|用于|用|买|卖|要|"
    "找|想|是|我|你|您|它|这|那|请|和|跟|与|或|还|款|部|台|版|型"
)
_ENGLISH_WORDS = """
a an the do does did you your have has had is are was be there any some me my i we us show find search
look looking for want wanted need needs buy get sell selling please pls can could would like tell about
what whats which how much many price cost costs of in stock available availability it its this that
these those with and or to on at from by hi hello hey recommend recommendation good best great nice new
latest original official brand model product products item items one ones under below less than over
above more between around within most least up black white blue red green purple pink gold silver grey
gray yellow orange yuan rmb cny dollars bucks kuai too also still currently now when will got thanks
thank help know if not no without something anything nothing give list see check let lets just really very cheap
cheaper cheapest expensive they them carry anyone version edition
"""
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_SPOKEN = re.compile(
    r"\b(?:you mei you|duo ?shao ?qian|qing ?wen|wo xiang mai"
    r"|wo xiang yao|wo yao|xiang mai|zen me yang|you huo ma|mai)\b"
)
# How many of something are looked for.
_PIECES = re.compile(r"(?<![0-9a-z.])[1-9]\s*(?:款|台|部|个(?!月)|只|副|件|种)")
# The sign of everything that a customer may say about money; the amount has been read before.
_MONEY = re.compile(
    r"\d+(?:\.\d+)?\s*(?:[-到至~]\s*\d+(?:\.\d+)?\s*)?(?:元|块钱|块|人民币|rmb|cny|yuan|kuai)(?:钱)?(?:以下|以内|之内|以上|左右|上下|起)?"
    r"|\d+(?:\.\d+)?\s*(?:以下|以内|之内|以上|左右|上下)"
    r"|预算\s*\d+"
)
_CHINESE_WORDS = re.compile("|".join([*sorted(_CHINESE.split("|"), key=len, reverse=True), "有(?!线)"]))
_WORDS = re.compile(r"[a-z]+")
# "what's", "don't": the letter behind the apostrophe is no word (but that of "Xbox Series S" is).
_SHORTENED = re.compile(
    r"(?<=[a-z])['’](?:re|ll|ve|m|d)\b|\b(what|that|here|there|where|who|how|let|she|he|it)['’]s\b", re.IGNORECASE
)
_NOT = re.compile(r"\b[a-z]+n['’]t\b", re.IGNORECASE)


def spelled_out(text: str) -> str:
    """A text without the letters behind apostrophes that are no words ("what's"), and `not` for "don't"."""
    return _SHORTENED.sub(lambda match: match.group(1) or " ", _NOT.sub("not", text))


def without_fillers(text: str) -> str:
    """What is left of a sentence without its everyday words.

    Args:
        text: A sentence, or the rest of one.

    Returns:
        A tidied text, perhaps empty.
    """
    text = _MONEY.sub(" ", _PIECES.sub(" ", tidy(spelled_out(text))))
    text = _SPOKEN.sub(" ", _CHINESE_WORDS.sub(" ", text))

    def keep(match: re.Match[str]) -> str:
        begin, end = match.span()
        alone = not (text[begin - 1 : begin].isdigit() or text[end : end + 1].isdigit())
        return " " if alone and match.group() in _ENGLISH else match.group()

    return " ".join(_WORDS.sub(keep, text).split())
