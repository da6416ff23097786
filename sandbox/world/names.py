"""The words that campaigns, audiences and advertisements are called by, some of them Arabic."""

from dataclasses import dataclass

from sandbox.world.model import Objective

O = Objective  # noqa: E741 - the table below reads better with one letter


@dataclass(frozen=True, slots=True)
class Brand:
    """What one advertiser advertises: campaigns as (name, objective), audiences, and copy (headline, body)."""

    campaigns: tuple[tuple[str, Objective], ...]
    audiences: tuple[str, ...]
    copy: tuple[tuple[str, str], ...]


WAHA = Brand(
    campaigns=(
        ("مبيعات المتجر | إعادة استهداف", O.SALES),
        ("Brand – Always On | SA", O.AWARENESS),
        ("حملة رمضان – عروض العائلة", O.SALES),
        ("Leads | توصيل الشركات", O.LEADS),
        ("الجمعة البيضاء – خصومات حتى ٧٠٪", O.SALES),
        ("New Arrivals – Traffic", O.TRAFFIC),
        ("فيديو قصة الواحة", O.VIDEO_VIEWS),
        ("App Installs | تطبيق الواحة", O.APP),
        ("اليوم الوطني ٩٦", O.ENGAGEMENT),
        ("Catalogue Sales – Broad", O.SALES),
        ("العودة إلى المدارس", O.SALES),
        ("Riyadh Season – Pop-up Visits", O.TRAFFIC),
        ("عملاء الولاء – نقاط مضاعفة", O.SALES),
        ("Gift Cards | عيد الفطر", O.SALES),
    ),
    audiences=(
        "Lookalike 1% – Buyers",
        "نساء ٢٥–٤٤ – الرياض",
        "Broad – KSA",
        "زوار الموقع ٣٠ يوما",
        "Jeddah – Families",
    ),
    copy=(
        ("كل ما تحتاجه عائلتك", "تسوّق الآن واستلم خلال ساعتين"),
        ("Fresh in two hours", "Order now, pay on delivery"),
        ("خصم ٢٠٪ على أول طلب", "استخدم الرمز واحة٢٠"),
        ("Made in Saudi", "Local brands you will love"),
        ("عروض نهاية الأسبوع", "لفترة محدودة"),
        ("Members save more", "Join free today"),
    ),
)

NOMAD = Brand(
    campaigns=(
        ("US | Prospecting | Trail Gear", O.SALES),
        ("US | Retargeting | Cart", O.SALES),
        ("Summer Road Trips – Video", O.VIDEO_VIEWS),
        ("Newsletter Sign-ups", O.LEADS),
        ("Weekend Escapes – Traffic", O.TRAFFIC),
        ("Brand Lift – Northeast", O.AWARENESS),
        ("Black Friday – Tents & Packs", O.SALES),
        ("App | Trip Planner", O.APP),
    ),
    audiences=("Hikers 25-54", "Past Purchasers 180d", "Broad US", "Lookalike 2% – Travellers"),
    copy=(
        ("Go further for less", "Free returns for 60 days"),
        ("Built for the long way", "Tested on 2,000 miles"),
        ("Pack light", "The 900 g tent is back"),
        ("Your next weekend", "Plan it in five minutes"),
    ),
)

NORDLYS = Brand(
    campaigns=(
        ("Nordlys – Brand DE", O.TRAFFIC),
        ("Lamps | Performance Max", O.SALES),
        ("B2B Beratung – Leads", O.LEADS),
        ("Nordlys – Generic AT/CH", O.SALES),
        ("Winterlicht – Display", O.AWARENESS),
        ("Demand Gen | Interior", O.ENGAGEMENT),
        ("Shopping – Bestseller", O.SALES),
    ),
    audiences=("Interior – In Market", "Architects DACH", "Alle Besucher", "Neukunden"),
    copy=(
        ("Licht, das bleibt", "Kostenloser Versand ab 50 €"),
        ("Light for long winters", "Designed in Bergen"),
        ("Jetzt beraten lassen", "Antwort in 24 Stunden"),
        ("Bestseller im Angebot", "Nur diese Woche"),
    ),
)

JAPAN = Brand(
    campaigns=(
        ("アルワハ デーツ – 新規", O.SALES),
        ("Dates Gift Box | JP", O.SALES),
        ("ブランド認知 – 東京", O.AWARENESS),
        ("تمور فاخرة – اليابان", O.TRAFFIC),
        ("Ochugen – 夏ギフト", O.SALES),
    ),
    audiences=("東京 25–49", "Gourmet Interests", "Broad JP"),
    copy=(
        ("砂漠の恵み", "送料無料でお届け"),
        ("Premium dates", "From Madinah to your door"),
        ("夏の贈り物に", "限定セット"),
    ),
)

BRANDS = {"waha": WAHA, "nomad": NOMAD, "nordlys": NORDLYS, "japan": JAPAN}
