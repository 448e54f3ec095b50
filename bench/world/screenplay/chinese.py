"""What a Chinese-speaking hostess says, by topic."""

from bench.world.screenplay.template import (
    Template,
    capacity,
    certificate,
    discount,
    lead,
    material,
    moq,
    packing,
    payment,
    plain,
    port,
    price,
    sample,
    says,
    service,
    warranty,
)

CUPS = "bottle mug jar kettle"

TOPICS: dict[str, tuple[Template, ...]] = {
    "greeting": plain(
        "各位老板大家好，欢迎来到我们工厂。",
        "大家好，我们在宁波。",
    ),
    "tongue": plain("现在我用中文再说一下。"),
    "today": plain("今天给大家看我们的{product}。"),
    "check": plain("大家能听到吗？", "声音可以吗？", "请等一下，现在换一下镜头。"),
    "chatter": plain(
        "今天宁波很热。",
        "新来的朋友请点个关注。",
        "有问题请写在下面。",
        "谢谢大家来看我们。",
    ),
    "product": plain(
        "这是我们的{product}。",
        "大家看一下这个{product}。",
        "这个{product}今年卖得很好。",
        "这个{product}很轻，也很好看。",
    ),
    "feature": (
        says("可以保温{hours}个小时。", only="bottle mug jar"),
        says("三分钟就能烧开一升水。", only="stove kettle"),
        says("它很亮，一次可以用{hours}个小时。", only="lantern"),
        says("有{colour}和{colour2}两个颜色。"),
        says("打开很方便，关上不漏水。", only="bottle mug jar"),
        says("去露营的时候带上它很方便。", only="stove lantern kettle"),
    ),
    "material": (
        says("材质是三零四不锈钢。", material("stainless steel", grade="304"), only=CUPS),
        says("里面外面都是用不锈钢做的。", material("stainless steel"), only=CUPS),
        says("外壳是铝合金做的。", material("aluminium"), only="stove lantern"),
    ),
    "price": (
        says("价格是{price}。", price("{price}")),
        says("一个只要{price}。", price("{price}", per="piece")),
        says("离岸价宁波{price}。", price("{price}", incoterm="FOB", place="Ningbo")),
        says("{q1}个的话是{price}一个。", price("{price}", quantity="{q1}", per="piece")),
        says("{q2}个以上{price2}。", price("{price2}", quantity="{q2}")),
        says("拿{q3}个，单价是{price3}。", price("{price3}", quantity="{q3}")),
    ),
    "moq": (
        says("起订量是{moq}个。", moq()),
        says("最少{moq}个起订。", moq()),
        says("我们{moq}个就可以做。", moq()),
        says("起订量{wrong_moq}，不对，{moq}个。", moq()),
    ),
    "lead": (
        says("交期{low}到{high}天。", lead()),
        says("大货{high}天可以出货。", lead("{high}")),
        says("付了定金以后{high}天发货。", lead("{high}")),
        says("交期{wrong_days}天，不对，{high}天。", lead("{high}")),
    ),
    "capacity": (
        says("一个月能做{monthly}个。", capacity("{monthly}", "month")),
        says("这条生产线月产{monthly}个。", capacity("{monthly}", "month")),
    ),
    "output": (says("我们每天可以生产{daily}个。", capacity("{daily}", "day")),),
    "certificates": (
        says("我们有CE和FDA认证。", certificate("CE"), certificate("FDA")),
        says("工厂过了BSCI验厂。", certificate("BSCI")),
    ),
    "sample": (
        says("样品免费，运费到付。", sample(free=True, freight="buyer")),
        says("样品不要钱，大家可以拿一个。", sample(free=True)),
    ),
    "sending": (
        says(
            "样品{sample_days}天可以寄出。",
            sample(days_low="{sample_days}", days_high="{sample_days}"),
        ),
    ),
    "payment": (
        says("定金百分之{deposit}，尾款发货前付清。",
             payment(deposit_percent="{deposit}", balance="before shipment")),
        says("付款可以用电汇，也可以用信用证。", payment(methods=["T/T", "L/C"])),
    ),
    "custom": (
        says("颜色可以定，包装也可以定。", service("colour", "packaging")),
        says("来图来样都可以做。", service("design")),
        says("我们支持定制。", service("customised")),
    ),
    "warranty": (
        says("质保{years}年。", warranty()),
        says("我们给大家{years}年质保。", warranty()),
    ),
    "carton": (
        says("一箱装{carton}个。", packing(quantity="{carton}", per="carton")),
        says("每箱有{carton}个。", packing(quantity="{carton}", per="carton")),
        says("用彩盒包装，很好看。", packing(package="colour box")),
    ),
    "port": (
        says("我们从宁波港出货。", port()),
        says("港口是宁波，离工厂很近。", port()),
    ),
    "discount": (
        says("今天下单优惠百分之{percent}。", discount()),
        says("这个星期下单便宜百分之{percent}。", discount()),
    ),
    "order": plain("要样品的老板请写一。", "有什么要求请告诉我们。"),
    "goodbye": plain("谢谢大家，下次再见。", "今天就到这里，谢谢大家。"),
}  # fmt: skip
"""A topic's sentences may stand in any order and for each other, as far as ``only`` allows."""
