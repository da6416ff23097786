"""X Ads: the day stands under `Time period`, the ad group was once a line item."""

from engine.imports.fields import Field

NAMES = {
    Field.DATE: ("Time period", "Date", "الفترة الزمنية", "المدة الزمنية", "التاريخ"),
    Field.CAMPAIGN: ("Campaign name", "Campaign", "اسم الحملة"),
    Field.CAMPAIGN_ID: ("Campaign ID", "معرف الحملة"),
    Field.AD_SET: ("Ad group name", "Line item name", "اسم المجموعة الإعلانية", "اسم مجموعة الإعلانات"),
    Field.AD_SET_ID: ("Ad group ID", "Line item ID", "معرف المجموعة الإعلانية", "معرف مجموعة الإعلانات"),
    Field.AD: ("Ad name", "Post text", "Tweet text", "اسم الإعلان"),
    Field.AD_ID: ("Ad ID", "Post ID", "Tweet ID", "معرف الإعلان"),
    Field.STATUS: ("Campaign status", "Status", "حالة الحملة"),
    Field.OBJECTIVE: ("Objective", "Campaign objective", "الهدف"),
    Field.SPEND: ("Spend", "Total spend", "الإنفاق"),
    Field.IMPRESSIONS: ("Impressions", "مرات الظهور"),
    Field.CLICKS: ("Link clicks", "Clicks", "نقرات الرابط", "النقرات على الرابط", "النقرات"),
    Field.CONVERSIONS: ("Purchases", "Conversions", "Results", "المشتريات", "عمليات الشراء", "النتائج"),
    Field.CONVERSION_VALUE: (
        "Purchases - sale amount", "Purchases – sale amount", "Sale amount",
        "المشتريات - مبلغ البيع", "عمليات الشراء - مبلغ البيع",
    ),
    Field.REACH: ("Total reach", "Reach", "الوصول"),
    Field.VIDEO_VIEWS: ("Video views", "مشاهدات الفيديو"),
    Field.CURRENCY: ("Currency", "العملة"),
    Field.ACCOUNT: ("Funding source name", "Account name", "اسم مصدر التمويل", "اسم الحساب"),
    Field.ACCOUNT_ID: ("Ads account ID", "Account ID", "معرف الحساب"),
}  # fmt: skip
