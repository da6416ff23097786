"""Snapchat Ads Manager: a row runs from `Start time` to `End time`, which is the next midnight."""

from engine.imports.fields import Field

NAMES = {
    Field.DATE: ("Start time", "Date", "وقت البدء", "التاريخ"),
    Field.LAST_DATE: ("End time", "وقت الانتهاء"),
    Field.CAMPAIGN: ("Campaign name", "اسم الحملة"),
    Field.CAMPAIGN_ID: ("Campaign ID", "معرف الحملة"),
    Field.AD_SET: ("Ad set name", "Ad squad name", "اسم المجموعة الإعلانية", "اسم مجموعة الإعلانات"),
    Field.AD_SET_ID: ("Ad set ID", "Ad squad ID", "معرف المجموعة الإعلانية", "معرف مجموعة الإعلانات"),
    Field.AD: ("Ad name", "اسم الإعلان"),
    Field.AD_ID: ("Ad ID", "معرف الإعلان"),
    Field.STATUS: ("Campaign status", "Campaign delivery status", "حالة الحملة"),
    Field.OBJECTIVE: ("Campaign objective", "Objective", "هدف الحملة"),
    Field.SPEND: ("Amount spent", "Spend", "المبلغ المنفق", "الإنفاق"),
    Field.IMPRESSIONS: ("Paid impressions", "Impressions", "مرات الظهور المدفوعة", "مرات الظهور"),
    Field.CLICKS: ("Swipe ups", "Swipes", "Clicks", "مرات السحب للأعلى", "السحب للأعلى", "النقرات"),
    Field.CONVERSIONS: ("Purchases", "Results", "Conversions", "المشتريات", "عمليات الشراء", "النتائج"),
    Field.CONVERSION_VALUE: ("Purchases value", "Purchase value", "قيمة المشتريات", "قيمة عمليات الشراء"),
    Field.REACH: ("Paid reach", "Reach", "الوصول المدفوع", "الوصول"),
    Field.VIDEO_VIEWS: ("2 second video views", "Video views", "مشاهدات الفيديو لمدة ثانيتين", "مشاهدات الفيديو"),
    Field.CURRENCY: ("Currency", "العملة"),
    Field.ACCOUNT: ("Ad account name", "Account name", "اسم الحساب الإعلاني"),
    Field.ACCOUNT_ID: ("Ad account ID", "Account ID", "معرف الحساب الإعلاني"),
}  # fmt: skip
