"""States and objectives as exports word them, in English and Arabic."""

from functools import lru_cache

from db.kinds import EntityStatus, Objective
from engine.imports.labels import folded

_STATUSES = {
    EntityStatus.ACTIVE: (
        "active", "enabled", "eligible", "delivering", "on", "running", "in review", "learning", "limited",
        "نشط", "نشطة", "مفعل", "مفعلة", "قيد التشغيل", "جار العرض", "مؤهلة",
    ),
    EntityStatus.PAUSED: (
        "paused", "inactive", "off", "disabled", "disable", "not delivering", "suspended",
        "متوقف مؤقتا", "متوقفة مؤقتا", "متوقف", "متوقفة", "غير نشط", "غير نشطة", "معطل", "معطلة",
    ),
    EntityStatus.COMPLETED: ("completed", "ended", "finished", "recently completed", "مكتمل", "مكتملة", "منتهية"),
    EntityStatus.ARCHIVED: ("archived", "مؤرشف", "مؤرشفة"),
    EntityStatus.REMOVED: ("removed", "deleted", "canceled", "محذوف", "محذوفة", "تمت إزالتها"),
    EntityStatus.DRAFT: ("draft", "مسودة"),
}  # fmt: skip
_OBJECTIVES = {
    Objective.AWARENESS: (
        "awareness", "brand awareness", "reach", "display", "الوعي", "الوعي بالعلامة التجارية", "الوصول",
    ),
    Objective.TRAFFIC: (
        "traffic", "website visits", "website clicks", "search", "link clicks", "الزيارات", "البحث",
    ),
    Objective.ENGAGEMENT: ("engagement", "engagements", "followers", "التفاعل", "المتابعون"),
    Objective.VIDEO_VIEWS: ("video views", "video", "preroll views", "مشاهدات الفيديو", "الفيديو"),
    Objective.LEADS: ("leads", "lead generation", "العملاء المحتملون", "جذب العملاء المحتملين"),
    Objective.SALES: (
        "sales", "conversions", "website conversions", "shopping", "performance max", "product sales",
        "catalog sales", "المبيعات", "التحويلات", "التسوق",
    ),
    Objective.APP: (
        "app promotion", "app installs", "app", "app engagement", "ترويج التطبيق", "عمليات تثبيت التطبيق",
    ),
}  # fmt: skip
_STATUS_OF = {folded(word): status for status, words in _STATUSES.items() for word in words}
_OBJECTIVE_OF = {folded(word): objective for objective, words in _OBJECTIVES.items() for word in words}


@lru_cache(1024)
def status_of(text: str) -> EntityStatus | None:
    """Our word for a state; None for one that we do not know."""
    return _STATUS_OF.get(folded(text))


@lru_cache(1024)
def objective_of(text: str) -> Objective | None:
    """Our word for an objective; None for one that we do not know."""
    return _OBJECTIVE_OF.get(folded(text).removeprefix("outcome "))
