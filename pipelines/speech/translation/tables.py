"""How eight languages say numbers, units, currencies and months (data, no code)."""

from typing import NamedTuple

COMMA = frozenset(
    (
        *("es", "fr", "de", "pt", "ru", "it", "nl", "pl", "tr", "id", "vi", "uk", "ro", "cs", "sk"),
        *("hu", "bg", "hr", "sr", "sl", "da", "sv", "nb", "no", "fi", "el", "ca", "kk"),
    )
)
"""Languages that write 1.000,50; the others write 1,000.50."""
SPACED_GROUPS = frozenset(("fr", "ru", "uk", "pl", "cs", "sk", "bg", "sv", "nb", "no", "fi", "kk"))
"""Of these, those that part thousands by a blank."""


class Words(NamedTuple):
    """``values``: number words; ``joins``: what stands between parts of one number ("y", "and");
    ``to``: between the ends of a range; ``point``: the spoken decimal mark."""

    values: dict[str, int]
    joins: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    point: tuple[str, ...] = ()


def _numbered(text: str, first: int, step: int = 1) -> dict[str, int]:
    """The words of ``text`` counted from ``first``; forms of one number are parted by a slash."""
    return {
        form: first + at * step for at, word in enumerate(text.split()) for form in word.split("/")
    }


NUMBERS: dict[str, Words] = {
    "en": Words(
        _numbered("zero one two three four five six seven eight nine ten eleven twelve thirteen "
                  "fourteen fifteen sixteen seventeen eighteen nineteen", 0)
        | _numbered("twenty thirty forty/fourty fifty sixty seventy eighty ninety", 20, 10)
        | {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
        | {"lakh": 10**5, "lakhs": 10**5, "crore": 10**7, "crores": 10**7},
        ("and",), ("to", "till", "until", "up to"), ("point",),
    ),
    "es": Words(
        _numbered("un/uno/una dos tres cuatro cinco seis siete ocho nueve diez once doce trece "
                  "catorce quince dieciséis diecisiete dieciocho diecinueve veinte "
                  "veintiuno/veintiún veintidós "
                  "veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho "
                  "veintinueve treinta", 1)
        | _numbered("cuarenta cincuenta sesenta setenta ochenta noventa cien/ciento", 40, 10)
        | _numbered("doscientos/doscientas trescientos/trescientas cuatrocientos/cuatrocientas "
                    "quinientos/quinientas seiscientos/seiscientas setecientos/setecientas "
                    "ochocientos/ochocientas novecientos/novecientas", 200, 100)
        | {"mil": 1000, "millón": 10**6, "millones": 10**6},
        ("y",), ("a", "hasta"), ("coma", "punto"),
    ),
    "pt": Words(
        _numbered("um/uma dois/duas três quatro cinco seis sete oito nove dez onze doze treze "
                  "catorze/quatorze quinze dezesseis/dezasseis dezessete/dezassete dezoito "
                  "dezenove/dezanove", 1)
        | _numbered("vinte trinta quarenta cinquenta sessenta setenta oitenta noventa cem/cento",
                    20, 10)
        | _numbered("duzentos/duzentas trezentos/trezentas quatrocentos/quatrocentas "
                    "quinhentos/quinhentas seiscentos/seiscentas setecentos/setecentas "
                    "oitocentos/oitocentas novecentos/novecentas", 200, 100)
        | {"mil": 1000, "milhão": 10**6, "milhões": 10**6},
        ("e",), ("a", "até"), ("vírgula", "ponto"),
    ),
    "fr": Words(
        _numbered("un/une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze "
                  "quinze seize", 1)
        | _numbered("vingt/vingts trente quarante cinquante soixante septante huitante nonante "
                    "cent/cents", 20, 10)
        | {"mille": 1000, "million": 10**6, "millions": 10**6},
        ("et",), ("à", "jusqu'à"), ("virgule",),
    ),
    "de": Words(
        _numbered("ein/eine/eins zwei/zwo drei vier fünf sechs sieben acht neun zehn elf zwölf "
                  "dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn", 1)
        | _numbered("zwanzig dreißig/dreissig vierzig fünfzig sechzig siebzig achtzig neunzig "
                    "hundert", 20, 10)
        | {"tausend": 1000, "million": 10**6, "millionen": 10**6},
        (), ("bis",), ("komma",),
    ),
    "ru": Words(
        _numbered("один/одна/одно два/две/двух три/трёх/трех четыре/четырёх пять/пяти "
                  "шесть/шести семь/семи восемь/восьми девять/девяти десять/десяти "
                  "одиннадцать/одиннадцати "
                  "двенадцать/двенадцати тринадцать/тринадцати четырнадцать/четырнадцати "
                  "пятнадцать/пятнадцати шестнадцать/шестнадцати семнадцать/семнадцати "
                  "восемнадцать/восемнадцати девятнадцать/девятнадцати двадцать/двадцати", 1)
        | _numbered("тридцать/тридцати сорок/сорока пятьдесят/пятидесяти шестьдесят/шестидесяти "
                    "семьдесят/семидесяти восемьдесят/восьмидесяти девяносто/девяноста сто/ста",
                    30, 10)
        | _numbered("двести/двухсот триста/трёхсот/трехсот четыреста/четырёхсот пятьсот/пятисот "
                    "шестьсот/шестисот семьсот/семисот восемьсот/восьмисот девятьсот/девятисот",
                    200, 100)
        | {"тысяча": 1000, "тысячи": 1000, "тысяч": 1000, "тыс": 1000}
        | {"миллион": 10**6, "миллиона": 10**6, "миллионов": 10**6, "млн": 10**6},
        (), ("до",), (),
    ),
    "ar": Words(
        _numbered("واحد/واحدة اثنان/اثنين/اثنتان ثلاثة/ثلاث أربعة/أربع خمسة/خمس ستة/ست سبعة/سبع "
                  "ثمانية/ثماني/ثمان تسعة/تسع عشرة/عشر", 1)
        | _numbered("عشرون/عشرين ثلاثون/ثلاثين أربعون/أربعين خمسون/خمسين ستون/ستين سبعون/سبعين "
                    "ثمانون/ثمانين تسعون/تسعين مائة/مئة", 20, 10)
        | _numbered("مائتان/مئتان/مئتين/مائتين ثلاثمائة/ثلاثمئة أربعمائة/أربعمئة خمسمائة/خمسمئة "
                    "ستمائة/ستمئة سبعمائة/سبعمئة ثمانمائة/ثمانمئة تسعمائة/تسعمئة", 200, 100)
        | {"ألف": 1000, "آلاف": 1000, "ألفان": 2000, "ألفين": 2000}
        | {"مليون": 10**6, "ملايين": 10**6, "مليوني": 2 * 10**6},
        ("و",), ("إلى", "الى", "حتى"), ("فاصلة",),
    ),
}  # fmt: skip

UNITS: dict[str, str] = {
    "piece": "piece pieces pcs pc unit units item items 件 个 個 只 隻 支 把 pieza piezas unidad "
             "unidades peça peças unidade pièce pièces unité unités stück stücke teile "
             "قطعة قطع وحدة وحدات штука штуки штук шт",
    "set": "set sets kit kits 套 juego juegos conjunto conjuntos ensemble ensembles satz sätze "
           "طقم أطقم مجموعة مجموعات набор набора наборов комплект комплекта комплектов",
    "pair": "pair pairs 双 雙 对 par pares paire paires paar زوج أزواج пара пары пар",
    "carton": "carton cartons ctn ctns 箱 caja cajas caixa caixas karton kartons كرتون كرتونة "
              "كراتين صندوق صناديق коробка коробки коробок",
    "container": "container containers 柜 contenedor contenedores contêiner contêineres conteneur "
                 "conteneurs حاوية حاويات контейнер контейнера контейнеров",
    "minute": "minute minutes min 分钟 分鐘 minuto minutos minuten دقيقة دقائق минута минуты минут",
    "hour": "hour hours hr hrs 小时 小時 hora horas heure heures stunde stunden ساعة ساعات час "
            "часа часов",
    "day": "day days 天 日 工作日 día días dia dias jour jours tag tage tagen يوم أيام يوما يومًا "
           "день дня дней",
    "week": "week weeks 周 週 星期 礼拜 semana semanas semaine semaines woche wochen أسبوع أسابيع "
            "неделя недели недель",
    "month": "month months 月 个月 個月 mes meses mês mois monat monate monaten شهر أشهر شهور شهرا "
             "месяц месяца месяцев",
    "year": "year years 年 año años ano anos an ans année années jahr jahre jahren سنة سنوات عام "
            "أعوام عاما год года лет",
    "cent": "cent cents 美分 centavo centavos centime centimes سنت سنتات цент цента центов",
    "foot": "foot feet ft 英尺 尺 pie pies pé pés pied pieds fuß قدم أقدام фут фута футов",
    "inch": "inch inches 英寸 寸 pulgada pulgadas polegada polegadas pouce pouces zoll بوصة بوصات "
            "дюйм дюйма дюймов",
    "metre": "metre metres meter meters 米 metro metros mètre mètres متر أمتار метр метра метров",
    "kilogram": "kilo kilos kilogram kilograms 公斤 千克 kilogramo kilogramos quilo quilos "
                "kilogramme kilogrammes kilogramm كيلو كيلوغرام كيلوجرام килограмм килограмма "
                "килограммов",
    "ton": "ton tons tonne tonnes 吨 tonelada toneladas tonnen طن أطنان тонна тонны тонн",
    "litre": "litre litres liter liters 升 litro litros لتر لترات литр литра литров",
    "dozen": "dozen dozens 打 docena docenas dúzia dúzias douzaine douzaines dutzend دزينة "
             "дюжина дюжины дюжин",
    "person": "worker workers people staff 人 名 工人 员工 trabajadores personas trabalhadores "
              "pessoas ouvriers personnes arbeiter mitarbeiter عامل عمال شخص рабочих человек",
    "time": "times 次 遍 veces vezes fois mal مرات раз",
}  # fmt: skip
"""Words that count, by what they mean."""

SYMBOLS = (
    *("mm", "cm", "dm", "km", "m²", "m³", "m2", "m3", "m", "sqm", "cbm", "µm", "um", "nm"),
    *("kg", "mg", "g", "ml", "cl", "l", "L", "oz", "lb", "lbs", "gsm", "psi", "bar", "mpa", "MPa"),
    *("mAh", "Ah", "kWh", "kW", "W", "V", "kV", "A", "Hz", "kHz", "MHz", "GHz", "GB", "TB", "MB"),
    *("°C", "°F", "℃", "rpm", "dB"),
)
"""Written alike everywhere, so they are locked with their figure."""

CURRENCY_SIGNS = {
    "US$": "USD", "HK$": "HKD", "A$": "AUD", "C$": "CAD", "$": "USD", "€": "EUR", "£": "GBP",
    "¥": "CNY", "￥": "CNY", "₹": "INR", "₽": "RUB", "₩": "KRW", "R$": "BRL",
    "USD": "USD", "EUR": "EUR", "GBP": "GBP", "CNY": "CNY", "RMB": "CNY", "HKD": "HKD",
    "JPY": "JPY", "AED": "AED", "SAR": "SAR", "INR": "INR", "RUB": "RUB", "BRL": "BRL",
}  # fmt: skip
"""Signs and codes, and the ISO 4217 code that they stand for here."""

CURRENCY_WORDS = {
    "USD": "us dollars|us dollar|u.s. dollars|american dollars|dollars|dollar|bucks|美金|美元|刀|"
           "dólares|dólar|dollari|dollar us|دولارات|دولار أمريكي|دولارا|دولارًا|دولار|"
           "долларов|доллара|доллар",
    "EUR": "euros|euro|欧元|歐元|يورو|евро",
    "GBP": "british pounds|pounds sterling|英镑|libras esterlinas|livres sterling|"
           "جنيه إسترليني|фунтов стерлингов",
    "CNY": "chinese yuan|yuan|renminbi|kuai|块钱|人民币|块|元|yuanes|يوان|юаней|юаня|юань",
    "JPY": "japanese yen|yen|日元|yenes|ين ياباني|иен",
    "INR": "indian rupees|rupees|rupee|卢比|rupias|roupies|rupien|روبية|рупий",
    "AED": "dirhams|dirham|迪拉姆|دراهم|درهم",
}  # fmt: skip
SHOWN = {"EUR": "€", "GBP": "£", "CNY": "RMB ", "JPY": "JPY ", "INR": "₹", "AED": "AED "}
"""How a currency that was said as a word is written before its figure; dollars see below."""
US_DOLLARS = ("us ", "u.s.", "american", "美金", "美元")
"""Words that say whose dollars they are."""

PERCENT = (
    "percent|per cent|por ciento|por cento|pour cent|prozent|процентов|процента|процент|"
    "بالمائة|بالمئة|في المائة|في المئة"
)

MONTHS: dict[str, str] = {
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
          "diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro "
          "dezembro",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
}  # fmt: skip

RANGE = {"ar": "{} إلى {}", "fa": "{} تا {}", "he": "{} עד {}", "zh": "{}到{}"}
"""How a range is written; elsewhere a dash does. Between right-to-left letters a dash would show
the ends in the other order."""
OFF = {
    "en": "{} off", "es": "{} de descuento", "pt": "{} de desconto", "fr": "{} de remise",
    "de": "{} Rabatt", "ru": "скидка {}", "ar": "خصم {}", "zh": "优惠{}",
}  # fmt: skip
INCOTERMS = ["EXW", "FOB", "CIF", "CFR", "FCA", "CIP", "DAP", "DDP", "DPU", "CPT", "FAS"]
ORDINALS = _numbered("first second third fourth fifth sixth seventh eighth ninth tenth", 1)
