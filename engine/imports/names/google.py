"""Google Ads: two lines of preamble above the heads, total rows below, `--` where there is nothing."""

from engine.imports.fields import Field

NAMES = {
    Field.DATE: ("Day", "Date", "اليوم", "التاريخ"),
    Field.CAMPAIGN: ("Campaign", "الحملة", "الحملة الإعلانية"),
    Field.CAMPAIGN_ID: ("Campaign ID", "رقم تعريف الحملة", "معرف الحملة"),
    Field.AD_SET: ("Ad group", "المجموعة الإعلانية"),
    Field.AD_SET_ID: ("Ad group ID", "رقم تعريف المجموعة الإعلانية", "معرف المجموعة الإعلانية"),
    Field.AD: ("Ad name", "Headline 1", "اسم الإعلان", "العنوان 1"),
    Field.AD_ID: ("Ad ID", "رقم تعريف الإعلان", "معرف الإعلان"),
    Field.STATUS: ("Campaign status", "Campaign state", "حالة الحملة"),
    Field.OBJECTIVE: ("Campaign type", "نوع الحملة"),
    Field.SPEND: ("Cost", "التكلفة"),
    Field.IMPRESSIONS: ("Impr.", "Impressions", "مرات الظهور"),
    Field.CLICKS: ("Clicks", "النقرات"),
    Field.CONVERSIONS: ("Conversions", "Conv.", "الإحالات الناجحة"),
    Field.CONVERSION_VALUE: (
        "Conv. value", "Total conv. value", "Conversion value",
        "قيمة الإحالات الناجحة", "قيمة الإحالة الناجحة", "إجمالي قيمة الإحالات الناجحة",
    ),
    Field.REACH: ("Unique users", "المستخدمون الفريدون"),
    Field.VIDEO_VIEWS: ("TrueView views", "Views", "Video views", "مشاهدات TrueView", "المشاهدات"),
    Field.CURRENCY: ("Currency code", "Currency", "رمز العملة", "العملة"),
    Field.ACCOUNT: ("Account name", "Account", "اسم الحساب", "الحساب"),
    Field.ACCOUNT_ID: ("Customer ID", "Account ID", "External customer ID", "الرقم التعريفي للعميل"),
}  # fmt: skip
