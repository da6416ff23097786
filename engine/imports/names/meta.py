"""Meta Ads Manager. `Day` comes with the breakdown by day; the reporting dates span the row."""

from engine.imports.fields import Field

NAMES = {
    Field.DATE: ("Day", "Reporting starts", "اليوم", "بداية التقرير", "بدء إعداد التقارير", "تاريخ بدء التقرير"),
    Field.LAST_DATE: ("Reporting ends", "نهاية التقرير", "انتهاء إعداد التقارير", "تاريخ انتهاء التقرير"),
    Field.CAMPAIGN: ("Campaign name", "اسم الحملة", "اسم الحملة الإعلانية"),
    Field.CAMPAIGN_ID: ("Campaign ID", "معرف الحملة", "معرف الحملة الإعلانية"),
    Field.AD_SET: ("Ad set name", "اسم المجموعة الإعلانية"),
    Field.AD_SET_ID: ("Ad set ID", "معرف المجموعة الإعلانية"),
    Field.AD: ("Ad name", "اسم الإعلان"),
    Field.AD_ID: ("Ad ID", "معرف الإعلان"),
    Field.STATUS: ("Campaign delivery", "Delivery status", "عرض الحملة", "حالة العرض"),
    Field.OBJECTIVE: ("Objective", "الهدف"),
    Field.SPEND: ("Amount spent", "المبلغ الذي تم إنفاقه", "المبلغ المنفق"),
    Field.IMPRESSIONS: ("Impressions", "مرات الظهور"),
    Field.CLICKS: ("Link clicks", "Clicks (all)", "نقرات الرابط", "النقرات على الرابط", "النقرات (الكل)"),
    Field.CONVERSIONS: (
        "Purchases", "Website purchases", "Results", "عمليات الشراء", "عمليات الشراء على موقع الويب", "النتائج",
    ),
    Field.CONVERSION_VALUE: (
        "Purchases conversion value", "Website purchases conversion value", "Results value",
        "قيمة تحويل عمليات الشراء", "قيمة تحويل عمليات الشراء على موقع الويب", "قيمة النتائج",
    ),
    Field.REACH: ("Reach", "الوصول"),
    Field.VIDEO_VIEWS: ("ThruPlays", "Video plays", "عمليات ThruPlay", "مرات تشغيل الفيديو"),
    Field.CURRENCY: ("Currency", "العملة"),
    Field.ACCOUNT: ("Account name", "اسم الحساب"),
    Field.ACCOUNT_ID: ("Account ID", "معرف الحساب"),
}  # fmt: skip
