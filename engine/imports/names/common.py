"""Names that anybody may write, whatever the platform."""

from engine.imports.fields import Field

NAMES = {
    Field.DATE: ("Day", "Date", "Reporting date", "اليوم", "التاريخ", "تاريخ"),
    Field.LAST_DATE: ("End date", "Last day", "تاريخ الانتهاء"),
    Field.CAMPAIGN: ("Campaign name", "Campaign", "اسم الحملة", "الحملة"),
    Field.CAMPAIGN_ID: ("Campaign ID", "معرف الحملة", "رقم الحملة"),
    Field.AD_SET: (
        "Ad set name", "Ad set", "Adset", "Ad group name", "Ad group", "Ad squad name",
        "اسم المجموعة الإعلانية", "المجموعة الإعلانية",
    ),
    Field.AD_SET_ID: ("Ad set ID", "Adset ID", "Ad group ID", "Ad squad ID", "معرف المجموعة الإعلانية"),
    Field.AD: ("Ad name", "Ad", "اسم الإعلان", "الإعلان"),
    Field.AD_ID: ("Ad ID", "معرف الإعلان", "رقم الإعلان"),
    Field.STATUS: ("Campaign status", "Status", "Delivery", "حالة الحملة", "الحالة"),
    Field.OBJECTIVE: ("Campaign objective", "Objective", "هدف الحملة", "الهدف"),
    Field.SPEND: (
        "Spend", "Amount spent", "Cost", "Ad spend", "Total spent",
        "الإنفاق", "المبلغ المنفق", "التكلفة", "المصروف",
    ),
    Field.IMPRESSIONS: ("Impressions", "Impr.", "مرات الظهور", "الظهور", "عدد مرات الظهور"),
    Field.CLICKS: ("Clicks", "Link clicks", "النقرات", "عدد النقرات"),
    Field.CONVERSIONS: ("Conversions", "Purchases", "Results", "التحويلات", "المشتريات", "النتائج"),
    Field.CONVERSION_VALUE: (
        "Conversion value", "Revenue", "Purchase value", "Sales", "قيمة التحويل", "قيمة التحويلات", "الإيرادات",
    ),
    Field.REACH: ("Reach", "الوصول"),
    Field.VIDEO_VIEWS: ("Video views", "Views", "مشاهدات الفيديو", "المشاهدات"),
    Field.CURRENCY: ("Currency", "Currency code", "العملة", "رمز العملة"),
    Field.ACCOUNT: ("Account name", "Account", "اسم الحساب", "الحساب"),
    Field.ACCOUNT_ID: ("Account ID", "معرف الحساب", "رقم الحساب"),
}  # fmt: skip
