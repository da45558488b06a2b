from __future__ import annotations

import time

import pytest

from review.personal import STAND_INS, personal_data, stand_in
from review.privacy import example_of
from review.turns import Mark
from validation.annotations import parse


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("我的手机号是13912345678，快递到哪了", "phone"),
        ("打 186 0000 7788 找我", "phone"),
        ("打我电话一三九一二三四五六七八", "phone"),
        ("电话０１０－６２３４５６７８", "phone"),
        ("call me at (415) 555-2671 please", "phone"),
        ("+44 20 7946 0958", "phone"),
        ("my email is jane.doe+shop@gmail.co.uk why no invoice", "email"),
        ("订单SO20261101002什么时候发货", "order_number"),
        ("where is 20261123-8899", "order_number"),
        ("order 74219 is late", "order_number"),
        ("status update on #C5519", "order_number"),
        ("看下A66203物流", "order_number"),
        ("tracking SF1423876509921 not moving", "identity"),
        ("身份证110101199003078515", "identity"),
        ("税号91330106MA2CFXY123", "identity"),
        ("SN: C02XK1ABCD12345 坏了", "identity"),
        ("card 6222 0200 1234 5678 901 declined", "card"),
        ("验证码是482913收不到", "secret"),
        ("my password: hunter22", "secret"),
        ("加我微信号 wxid_8812", "account"),
        ("请把地址改成北京市朝阳区建国路88号SOHO现代城5号楼1203室，谢谢", "address"),
        ("寄到学院路37号", "address"),
        ("我在广东省深圳市南山区", "address"),
        ("ship it to 221B Baker Street, London NW1 6XE", "address"),
        ("deliver to 15 Oak Drive, Austin, TX 78701 instead", "address"),
        ("Room 1803, Building 5, Nanjing West Road 1266, Shanghai", "address"),
        ("zip code is 94107", "postcode"),
        ("我叫张伟想退货", "name"),
        ("王女士收", "name"),
        ("打138 12 34 56 78找我", "phone"),
        ("my number is 138.1234.5678", "phone"),
        ("电话 1 3 8 1 2 3 4 5 6 7 8", "phone"),
        ("打(021) 6234-5678", "phone"),
        ("打138一二三四5678一下", "phone"),
        ("+86 138 12 345678 call me", "phone"),
        ("找我138 一二三四 五六七八", "phone"),
        ("一三8一二三4五六七八", "phone"),
        ("call 010 6234 5678 please", "phone"),
        ("电话壹叁捌壹贰叁肆伍陆柒捌", "phone"),
        ("身份证110101 19900307 1234", "identity"),
        ("身份证 110101 19900307 123X", "identity"),
        ("where is order ABC-123-XYZ", "order_number"),
        ("tracking 9400 1000 0000 0000 0000 00 stuck", "card"),
        ("南京市鼓楼区中山北路", "address"),
        ("寄到杭州西湖区文三路", "address"),
        ("我住北京朝阳区望京西园三区", "address"),
        ("台北市信義區市府路1號", "address"),
        ("send it to 55 W 42nd St", "address"),
        ("ship to PO Box 1234 please", "address"),
        ("deliver to flat 3, 24 kings drive", "address"),
        ("my address: Hauptstraße 12, 10115 Berlin", "address"),
        ("hello, this is John Smith, any news", "name"),
        ("你好，我是李娜，想退货", "name"),
        ("我是李娜想退货", "name"),
        ("欧阳修先生收", "name"),
        ("我叫欧阳娜娜", "name"),
        ("write to name (at) example.org", "email"),
        ("zhangsan at qq dot com is my mail", "email"),
        ("my name is John Smith and i want a refund", "name"),
    ],
)
def test_personal_data_is_found_and_gone(text: str, kind: str):
    found = personal_data(text)
    assert [piece.kind for piece in found] == [kind]
    example = example_of(text)
    assert found[0].text not in example
    assert personal_data(parse(example).plain) == []


@pytest.mark.parametrize(
    "text",
    [
        "2000-3000的手机",
        "WH-1000XM5多少钱",
        "i7-13700H laptop",
        "macbook M2 8GB 512GB",
        "2026-11-01下的单",
        "RTX4060 显卡",
        "我不知道5号能不能到",
        "收件人改一下",
        "联系人方式怎么改",
        "password is wrong",
        "微信支付失败",
        "my wechat payment failed",
        "my name is wrong on the invoice",
        "2 weeks on the road already",
        "order 2 of these",
        "谢谢你呀小姐姐",
        "这条街上有店吗",
        "iPhone 15 Pro Max 256GB",
        "代码是0x0000007E",
        "the code WELCOME10 says invalid",
        "1500 dollars budget for tv",
        "iPhone 15 Pro 256GB",
        "两三千的手机",
        "1599 1999 299 which one",
        "一加 12 和小米 14 比 3999 贵吗",
        "16 512 还是 32 1024 的好",
        "1 2 3 4 5 6 7 8 9 10",
        "16 512 32 1024 2 or more",
        "0.5 1.0 2.0 3.0 4.5 kg",
        "v1.3.8.1 firmware",
        "is WiFi 6 on 2.4 5 6 GHz",
        "192.168.1.1 打不开",
        "order the WH-1000XM5 for me",
        "这个地区的路由器信号",
        "城市郊区的道路上能用吗",
        "超市区别大吗",
        "北京朝阳区有店吗",
        "我是江苏人",
        "我是高中生，买什么电脑",
        "我是常客",
        "我是黄金会员",
        "我是程序员",
        "this is Black Friday",
        "this is not what i ordered",
        "I am Looking For a phone",
        "look at amazon.com",
        "2 tb hard drive",
        "24 inch monitor",
    ],
)
def test_what_is_nobodys_stays(text: str):
    assert example_of(text) == text


def test_names_of_the_catalogue_are_nobodys():
    assert example_of("有S911023吗") != "有S911023吗"
    assert example_of("有S911023吗", known={"s911023"}) == "有S911023吗"


def test_a_product_is_nobodys_name():
    assert example_of("this is Galaxy Buds right", known={"galaxy", "buds"}) == "this is Galaxy Buds right"
    assert example_of("my name is Max", known={"max"}) == "my name is Alex"


def test_entities_are_annotated_and_order_numbers_are_invented():
    marks = [Mark(0, 2, "brand"), Mark(2, 4, "category"), Mark(7, 12, "order_number")]
    assert (
        example_of("索尼耳机订单号74219", marks) == "[索尼](brand)[耳机](category)订单号[SO20260101001](order_number)"
    )


def test_what_the_model_took_for_an_order_number_is_one():
    assert example_of("cancel 88610237", [Mark(7, 15, "order_number")]) == "cancel [SO20260101001](order_number)"
    assert example_of("cancel 62290", [Mark(7, 12, "order_number")]) == "cancel [SO20260101001](order_number)"


def test_overlapping_and_impossible_entities_do_no_harm():
    marks = [Mark(0, 4, "brand"), Mark(2, 6, "product"), Mark(5, 99, "category"), Mark(4, 5, "attribute")]
    assert example_of("Sony tv", marks) == "[Sony](brand) tv"


def test_an_example_is_one_line_without_stray_brackets():
    assert example_of("  a\nb [c](brand)\r\n ") == "a b （c）(brand)"


def test_stand_ins_speak_the_messages_language():
    assert stand_in("address", "寄到我家") != stand_in("address", "send it home")
    for pair in STAND_INS.values():
        assert all(personal_data(words) == [] for words in pair)


@pytest.mark.parametrize(
    "piece",
    [
        "省",
        "1 ",
        "a@",
        "北京市",
        "街",
        "1 a ",
        "五",
        "0 ",
        "flat 1 ",
        "a.",
        "路1号",
        "Mr A",
        "+1 ",
        "1.",
        "(0) ",
        "一1",
        "市区",
        "北京区",
        "a at b dot ",
        "我是李",
        "flat 1, 2 ab ",
        "A-1-",
    ],
)
def test_no_text_takes_long(piece: str):
    started = time.perf_counter()
    personal_data((piece * 300)[:600])
    assert time.perf_counter() - started < 1
