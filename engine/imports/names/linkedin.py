"""LinkedIn Campaign Manager: UTF-16, tabs, lines about the report above the heads.

Its campaign group is our campaign and its campaign our ad set, as in the connector.
"""

from engine.imports.fields import Field

NAMES = {
    Field.DATE: ("Start date (in UTC)", "Start date", "Date", "تاريخ البدء", "التاريخ"),
    Field.LAST_DATE: ("End date (in UTC)", "End date", "تاريخ الانتهاء"),
    Field.CAMPAIGN: ("Campaign group name", "Campaign group", "اسم مجموعة الحملات", "مجموعة الحملات"),
    Field.CAMPAIGN_ID: ("Campaign group ID", "معرف مجموعة الحملات"),
    Field.AD_SET: ("Campaign name", "اسم الحملة"),
    Field.AD_SET_ID: ("Campaign ID", "معرف الحملة"),
    Field.AD: ("Ad name", "Creative name", "Ad introduction text", "اسم الإعلان"),
    Field.AD_ID: ("Ad ID", "Creative ID", "معرف الإعلان"),
    Field.STATUS: ("Campaign group status", "Campaign status", "حالة مجموعة الحملات", "حالة الحملة"),
    Field.OBJECTIVE: ("Campaign objective", "هدف الحملة"),
    Field.SPEND: ("Total spent", "إجمالي المبلغ المنفق", "إجمالي الإنفاق"),
    Field.IMPRESSIONS: ("Impressions", "مرات الظهور"),
    Field.CLICKS: ("Clicks to landing page", "Clicks", "النقرات إلى الصفحة المقصودة", "النقرات"),
    Field.CONVERSIONS: ("Conversions", "Total conversions", "التحويلات", "إجمالي التحويلات"),
    Field.CONVERSION_VALUE: ("Total conversion value", "Conversion value", "إجمالي قيمة التحويل"),
    Field.REACH: ("Reach", "Approximate reach", "الوصول"),
    Field.VIDEO_VIEWS: ("Video views", "Views", "مشاهدات الفيديو", "المشاهدات"),
    Field.CURRENCY: ("Currency", "العملة"),
    Field.ACCOUNT: ("Account name", "اسم الحساب"),
    Field.ACCOUNT_ID: ("Account ID", "معرف الحساب"),
}  # fmt: skip
