"""TikTok Ads Manager: Excel by default, with a last row `Total of … results`."""

from engine.imports.fields import Field

NAMES = {
    Field.DATE: ("By Day", "Date", "Stat time day", "حسب اليوم", "بحسب اليوم", "التاريخ"),
    Field.CAMPAIGN: ("Campaign name", "اسم الحملة"),
    Field.CAMPAIGN_ID: ("Campaign ID", "معرف الحملة"),
    Field.AD_SET: ("Ad group name", "اسم المجموعة الإعلانية"),
    Field.AD_SET_ID: ("Ad group ID", "معرف المجموعة الإعلانية"),
    Field.AD: ("Ad name", "اسم الإعلان"),
    Field.AD_ID: ("Ad ID", "معرف الإعلان"),
    Field.STATUS: ("Primary status", "Campaign status", "الحالة الأساسية"),
    Field.OBJECTIVE: ("Advertising objective", "Objective type", "الهدف الإعلاني"),
    Field.SPEND: ("Cost", "Total cost", "التكلفة", "إجمالي التكلفة"),
    Field.IMPRESSIONS: ("Impressions", "مرات الظهور"),
    Field.CLICKS: ("Clicks (destination)", "Clicks", "النقرات (الوجهة)", "النقرات"),
    Field.CONVERSIONS: ("Conversions", "Total purchases (website)", "Complete payment", "التحويلات"),
    Field.CONVERSION_VALUE: (
        "Purchase value (website)", "Total purchase value", "Total complete payment value",
        "إجمالي قيمة الشراء", "قيمة الشراء (موقع الويب)",
    ),
    Field.REACH: ("Reach", "الوصول"),
    Field.VIDEO_VIEWS: (
        "2-second video views", "Video views at 2 seconds", "Video views",
        "مشاهدات الفيديو لمدة ثانيتين", "مشاهدات الفيديو",
    ),
    Field.CURRENCY: ("Currency", "العملة"),
    Field.ACCOUNT: ("Account name", "Advertiser name", "اسم الحساب", "اسم المعلن"),
    Field.ACCOUNT_ID: ("Account ID", "Advertiser ID", "معرف الحساب", "معرف المعلن"),
}  # fmt: skip
