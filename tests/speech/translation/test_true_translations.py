"""Good translations, as people write them, must pass without marks; and none of another sentence.

What is refused here costs the buyer a sentence that was right.
"""

import itertools

import pytest

from pipelines.speech.translation.lock import check, read_source, spelled

TRUE: list[tuple[str, str, dict[str, str]]] = [
    ("en", "The minimum order is five hundred pieces per color.", {
        "es": "El pedido mínimo es de 500 piezas por color.",
        "fr": "La commande minimale est de cinq cents pièces par couleur.",
        "de": "Die Mindestbestellmenge beträgt fünfhundert Stück pro Farbe.",
        "pt": "O pedido mínimo é de quinhentas peças por cor.",
        "ru": "Минимальный заказ — пятьсот штук каждого цвета.",
        "ar": "الحد الأدنى للطلب خمسمائة قطعة لكل لون.",
        "zh": "每个颜色起订五百件。",
    }),
    ("zh", "交期十五到二十天，百分之三十定金。", {
        "en": "Lead time is fifteen to twenty days, with a 30% deposit.",
        "es": "El plazo es de 15 a 20 días, con un anticipo del 30 %.",
        "fr": "Délai de 15 à 20 jours, acompte de 30 %.",
        "de": "Lieferzeit 15 bis 20 Tage, 30 Prozent Anzahlung.",
        "pt": "Prazo de 15 a 20 dias, com 30% de entrada.",
        "ru": "Срок 15–20 дней, предоплата 30 процентов.",
        "ar": "مدة التسليم من ١٥ إلى ٢٠ يوما، والدفعة المقدمة ٣٠٪.",
    }),
    ("zh", "两块五美金一个，FOB宁波，一千个起。", {
        "en": "$2.50 each, FOB Ningbo, from a thousand pieces.",
        "es": "US$ 2,50 por unidad, FOB Ningbo, a partir de mil unidades.",
        "de": "2,50 Dollar pro Stück, FOB Ningbo, ab tausend Stück.",
        "fr": "2,50 dollars pièce, FOB Ningbo, à partir de 1 000 pièces.",
        "ru": "2,50 доллара за штуку, FOB Нинбо, от 1000 штук.",
        "ar": "2.50 دولار للقطعة، FOB نينغبو، من ألف قطعة.",
    }),
    ("en", "We make thirty thousand lamps a month with 250 workers.", {
        "es": "Fabricamos 30.000 lámparas al mes con 250 trabajadores.",
        "fr": "Nous fabriquons 30 000 lampes par mois avec 250 ouvriers.",
        "de": "Wir fertigen dreißigtausend Lampen im Monat mit 250 Mitarbeitern.",
        "pt": "Fazemos trinta mil luminárias por mês com 250 trabalhadores.",
        "ru": "Мы делаем тридцать тысяч ламп в месяц, у нас 250 рабочих.",
        "ar": "ننتج ثلاثين ألف مصباح شهريا مع 250 عاملا.",
        "zh": "我们有250个工人，每月生产三万盏灯。",
    }),
    ("en", "This one is our best seller, both colors are in stock.", {
        "es": "Este es nuestro producto más vendido, los dos colores están en stock.",
        "fr": "C'est notre meilleure vente, les deux couleurs sont en stock.",
        "de": "Das ist unser Bestseller, beide Farben sind auf Lager.",
        "ru": "Это наш лидер продаж, оба цвета в наличии.",
        "ar": "هذا هو المنتج الأكثر مبيعا لدينا، واللونان متوفران.",
        "zh": "这是我们的爆款，两个颜色都有现货。",
    }),
    ("zh", "我们是行业第一，已经做了二十年。", {
        "en": "We are number one in the industry, and have done this for twenty years.",
        "es": "Somos los n.º 1 del sector, con veinte años de experiencia.",
        "de": "Wir sind die Nr. 1 der Branche, seit zwanzig Jahren.",
        "fr": "Nous sommes les premiers du secteur depuis vingt ans.",
        "ru": "Мы первые в отрасли и работаем двадцать лет.",
    }),
    ("en", "The size is 30x20x10 cm, the weight 1.5 kg, CE and RoHS certified.", {
        "es": "Mide 30×20×10 cm y pesa 1,5 kg, con certificados CE y RoHS.",
        "fr": "Dimensions 30 x 20 x 10 cm, poids 1,5 kg, certifié CE et RoHS.",
        "de": "Maße 30 x 20 x 10 cm, Gewicht 1,5 kg, CE- und RoHS-zertifiziert.",
        "ar": "المقاس 30×20×10 cm والوزن 1.5 kg، مع شهادتي CE و RoHS.",
        "zh": "尺寸30x20x10 cm，重量1.5 kg，有CE和RoHS认证。",
    }),
    ("zh", "今天打八五折，5月20号截止。", {
        "en": "15% off today, until May 20th.",
        "es": "Hoy 15 % de descuento, hasta el 20 de mayo.",
        "de": "Heute 15 % Rabatt, bis zum 20. Mai.",
        "fr": "Aujourd'hui 15 % de remise, jusqu'au 20 mai.",
        "ru": "Сегодня скидка 15 %, до 20 мая.",
        "ar": "خصم 15% اليوم حتى 20 مايو.",
    }),
    ("en", "A 20-foot container takes 2.5 tons, model X-200, founded in 1998.", {
        "es": "En un contenedor de 20 pies caben 2,5 toneladas, modelo X-200, fundada en 1998.",
        "fr": "Un conteneur de 20 pieds prend 2,5 tonnes, modèle X-200, fondée en 1998.",
        "ar": "حاوية 20 قدما تتسع 2.5 طن، طراز X-200، تأسست عام 1998.",
        "zh": "20尺柜能装2.5吨，型号X-200，成立于1998年。",
    }),
]  # fmt: skip
PAIRS = [
    (language, source, target, text)
    for language, source, answers in TRUE
    for target, text in answers.items()
]


def refused(language: str, source: str, target: str, text: str) -> str:
    held = spelled(source, read_source(source, language, target, {}), language)
    return check(held, text, target, {}).refused


@pytest.mark.parametrize(
    ("language", "source", "target", "text"), PAIRS, ids=[f"{p[2]}: {p[3]}"[:50] for p in PAIRS]
)
def test_a_good_translation_passes(language: str, source: str, target: str, text: str) -> None:
    assert refused(language, source, target, text) == ""


def test_the_translation_of_another_sentence_never_passes() -> None:
    """Every sentence with figures against the translations of all others."""
    slipped = [
        (source, other)
        for (language, source, answers), (_, _, others) in itertools.permutations(TRUE, 2)
        for target, other in others.items()
        if target in answers and read_source(source, language, target, {}).figures
        and not refused(language, source, target, other)
    ]  # fmt: skip
    assert slipped == []
