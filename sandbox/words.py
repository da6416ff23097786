"""What the sandbox's own few pages say, in English and Arabic."""

from starlette.requests import Request

ENGLISH = {
    "lang": "en",
    "dir": "ltr",
    "other": "ar",
    "other_name": "العربية",
    "sandbox": "Sandbox",
    "home_title": "Sandbox of ad platforms",
    "home_text": "No real money, no real accounts. Six ad platforms played over one simulated world.",
    "consent_title": "Let the application use {platform}?",
    "consent_text": "It asks to read and manage these ad accounts of the sandbox:",
    "consent_profile": "It asks to read the posts of this account of the sandbox, and to publish for it:",
    "permissions": "Permissions; clear those that you decline",
    "consent_note": "This {platform} sign-in is simulated. No real account is touched, no real money spent.",
    "allow": "Allow",
    "deny": "Deny",
    "account": "Account",
    "number": "Number",
    "currency": "Currency",
    "zone": "Time zone",
    "campaigns": "Campaigns",
    "manager": "manager",
    "now": "The clock of this world says {now}.",
    "bad_request": "This sign-in request cannot be served: {reason}",
}
ARABIC = {
    "lang": "ar",
    "dir": "rtl",
    "other": "en",
    "other_name": "English",
    "sandbox": "بيئة تجريبية",
    "home_title": "بيئة تجريبية لمنصات الإعلان",
    "home_text": "لا أموال حقيقية ولا حسابات حقيقية. ست منصات إعلانية تعمل فوق عالم واحد محاكى.",
    "consent_title": "هل تسمح للتطبيق باستخدام {platform}؟",
    "consent_text": "يطلب التطبيق قراءة الحسابات الإعلانية التالية في البيئة التجريبية وإدارتها:",
    "consent_profile": "يطلب التطبيق قراءة منشورات هذا الحساب في البيئة التجريبية والنشر نيابةً عنه:",
    "permissions": "الصلاحيات؛ أزل علامة ما ترفضه",
    "consent_note": "هذا تسجيل دخول محاكى إلى {platform}. لا يُمسّ أي حساب حقيقي ولا تُنفق أموال حقيقية.",
    "allow": "سماح",
    "deny": "رفض",
    "account": "الحساب",
    "number": "الرقم",
    "currency": "العملة",
    "zone": "المنطقة الزمنية",
    "campaigns": "الحملات",
    "manager": "حساب إداري",
    "now": "ساعة هذا العالم: {now}.",
    "bad_request": "تعذّر تنفيذ طلب تسجيل الدخول: {reason}",
}
PLATFORM_NAMES = {
    "meta": "Meta Ads",
    "google": "Google Ads",
    "tiktok": "TikTok Ads",
    "linkedin": "LinkedIn Ads",
    "twitter": "X Ads",
    "snapchat": "Snapchat Ads",
}


def words_for(request: Request) -> dict[str, str]:
    """The language of `?hl=`, else the first of Accept-Language that there is, else English."""
    wanted = request.query_params.get("hl") or request.headers.get("accept-language", "en")
    for part in wanted.lower().split(","):
        language = part.split(";")[0].strip()[:2]
        if language in {"ar", "en"}:
            return ARABIC if language == "ar" else ENGLISH
    return ENGLISH
