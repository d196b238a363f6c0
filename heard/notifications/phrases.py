"""What the server itself says to people, in their language: where no page of ours is there to say it.

Those of kinds are the page's own (`notifications.kind.…` in `web/src/locales`); a test holds them together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_DOZEN, _HUNDRED = 10, 100


def say(locale: str, key: str, *, mark: Callable[[str], str] = str, **values: str | int) -> str:
    """A phrase with its values, in the form its `count` asks for; `mark` is done to each value that is a text.

    A locale that is not known is spoken to in English.
    """
    phrases = PHRASES.get(locale, PHRASES["en"])
    count = values.get("count")
    form = f"{key}_{form_of(locale, count)}" if isinstance(count, int) else key
    phrase = phrases.get(form) or phrases.get(f"{key}_other") or phrases[key]
    return phrase.format_map({name: mark(value) if isinstance(value, str) else value for name, value in values.items()})


def form_of(locale: str, count: int) -> str:
    """Which plural form a whole number takes (Unicode CLDR)."""
    if locale == "ru":
        return _russian(count)
    return "one" if count == 1 and not locale.startswith("zh") else "other"


def _russian(count: int) -> str:
    last, two = count % _DOZEN, count % _HUNDRED
    if last == 1 and two != 11:  # noqa: PLR2004 — CLDR's own numbers
        return "one"
    return "few" if last in {2, 3, 4} and two not in {12, 13, 14} else "many"


PHRASES: dict[str, dict[str, str]] = {
    "en": {
        "a_colleague": "A colleague",
        "kind.answered_one": "{contact} wrote",
        "kind.answered_other": "{contact} wrote {count} times",
        "kind.approval_asked": "A reply to {contact} waits for your yes",
        "kind.approved": "{actor} approved your reply to {contact}",
        "kind.assigned": "{actor} gave you {contact}",
        "kind.due_soon": "{contact} should have an answer soon",
        "kind.failed": "Your reply to {contact} was not sent",
        "kind.mention": "{actor} mentioned you: {contact}",
        "kind.overdue": "The answer to {contact} is overdue",
        "kind.released": "{contact} went back to the team while you were away",
        "kind.returned": "Your reply to {contact} was not approved; it is a draft again",
        "kind.scheduled_returned": "Your scheduled reply to {contact} was not sent",
        "kind.taken_over": "{actor} took {contact} over from you",
        "kind.unknown": "Nobody knows whether your reply to {contact} arrived",
        "kind.woken": "{contact} is back from being snoozed",
        "lead_one": "You have not read this in Heard yet:",
        "lead_other": "You have not read these {count} in Heard yet:",
        "more_one": "And {count} more in Heard.",
        "more_other": "And {count} more in Heard.",
        "open": "Open in Heard",
        "settings": "Choose what you are told of",
        "subject_more_one": "{first} (and {count} more)",
        "subject_more_other": "{first} (and {count} more)",
        "test": "You asked Heard for a test, and it has arrived.",
        "test_subject": "This is how Heard tells you",
        "why": "You are told of this because you chose so in {workspace}.",
    },
    "zh-Hans": {
        "a_colleague": "一位同事",
        "kind.answered_other": "{contact} 发来 {count} 条消息",
        "kind.approval_asked": "给 {contact} 的回复等待您批准",
        "kind.approved": "{actor} 批准了您给 {contact} 的回复",
        "kind.assigned": "{actor} 将 {contact} 分配给您",
        "kind.due_soon": "应尽快答复 {contact}",
        "kind.failed": "您给 {contact} 的回复未发送",
        "kind.mention": "{actor} 提及了您：{contact}",
        "kind.overdue": "给 {contact} 的答复已超时",
        "kind.released": "您不在时，{contact} 已退回团队",
        "kind.returned": "您给 {contact} 的回复未获批准，已退回草稿",
        "kind.scheduled_returned": "您给 {contact} 的定时回复没有发送",
        "kind.taken_over": "{actor} 从您这里接手了 {contact}",
        "kind.unknown": "无法确定您给 {contact} 的回复是否送达",
        "kind.woken": "{contact} 已从暂缓中恢复",
        "lead_other": "您在 Heard 中还有以下 {count} 条未读：",
        "more_other": "Heard 中另有 {count} 条。",
        "open": "在 Heard 中打开",
        "settings": "选择通知内容",
        "subject_more_other": "{first}（另有 {count} 条）",
        "test": "您请 Heard 发送的测试已送达。",
        "test_subject": "Heard 会这样通知您",
        "why": "您收到此通知，是因为您在 {workspace} 中选择了它。",
    },
    "zh-Hant": {
        "a_colleague": "一位同事",
        "kind.answered_other": "{contact} 傳來 {count} 則訊息",
        "kind.approval_asked": "給 {contact} 的回覆等待您批准",
        "kind.approved": "{actor} 批准了您給 {contact} 的回覆",
        "kind.assigned": "{actor} 將 {contact} 指派給您",
        "kind.due_soon": "應儘快回覆 {contact}",
        "kind.failed": "您給 {contact} 的回覆未傳送",
        "kind.mention": "{actor} 提及了您：{contact}",
        "kind.overdue": "給 {contact} 的回覆已逾時",
        "kind.released": "您不在時，{contact} 已退回團隊",
        "kind.returned": "您給 {contact} 的回覆未獲批准，已退回草稿",
        "kind.scheduled_returned": "您排定給 {contact} 的回覆沒有傳送",
        "kind.taken_over": "{actor} 從您這裡接手了 {contact}",
        "kind.unknown": "無法確定您給 {contact} 的回覆是否送達",
        "kind.woken": "{contact} 已從暫緩中恢復",
        "lead_other": "您在 Heard 中還有以下 {count} 則未讀：",
        "more_other": "Heard 中另有 {count} 則。",
        "open": "在 Heard 中開啟",
        "settings": "選擇通知內容",
        "subject_more_other": "{first}（另有 {count} 則）",
        "test": "您請 Heard 傳送的測試已送達。",
        "test_subject": "Heard 會這樣通知您",
        "why": "您收到此通知，是因為您在 {workspace} 中選擇了它。",
    },
    "ru": {
        "a_colleague": "Коллега",
        "kind.answered_few": "{contact}: {count} новых сообщения",
        "kind.answered_many": "{contact}: {count} новых сообщений",
        "kind.answered_one": "{contact}: {count} новое сообщение",
        "kind.answered_other": "{contact}: {count} новых сообщения",
        "kind.approval_asked": "Ответ ждёт вашего согласия: {contact}",
        "kind.approved": "{actor}: ваш ответ одобрен — {contact}",
        "kind.assigned": "{actor} передаёт вам: {contact}",
        "kind.due_soon": "{contact}: скоро выйдет срок ответа",
        "kind.failed": "Ваш ответ не отправлен: {contact}",
        "kind.mention": "{actor}: упоминание, {contact}",
        "kind.overdue": "{contact}: ответ просрочен",
        "kind.released": "Пока вас не было, возвращено команде: {contact}",
        "kind.returned": "Ваш ответ не одобрен и снова черновик: {contact}",
        "kind.scheduled_returned": "Ваш запланированный ответ не отправлен: {contact}",
        "kind.taken_over": "{actor} забирает у вас: {contact}",
        "kind.unknown": "Неизвестно, дошёл ли ваш ответ: {contact}",
        "kind.woken": "Вернулось из отложенных: {contact}",
        "lead_few": "Вы ещё не прочли в Heard — {count} уведомления:",
        "lead_many": "Вы ещё не прочли в Heard — {count} уведомлений:",
        "lead_one": "Вы ещё не прочли в Heard:",
        "lead_other": "Вы ещё не прочли в Heard — {count} уведомления:",
        "more_few": "И ещё {count} в Heard.",
        "more_many": "И ещё {count} в Heard.",
        "more_one": "И ещё {count} в Heard.",
        "more_other": "И ещё {count} в Heard.",
        "open": "Открыть в Heard",
        "settings": "Выбрать, о чём сообщать",
        "subject_more_few": "{first} (и ещё {count})",
        "subject_more_many": "{first} (и ещё {count})",
        "subject_more_one": "{first} (и ещё {count})",
        "subject_more_other": "{first} (и ещё {count})",
        "test": "Вы просили Heard о проверке — она дошла.",
        "test_subject": "Так Heard сообщает вам",
        "why": "Вам сообщают об этом, потому что вы так выбрали в {workspace}.",
    },
    "tr": {
        "a_colleague": "Bir çalışma arkadaşı",
        "kind.answered_one": "{contact} yazdı",
        "kind.answered_other": "{contact} {count} kez yazdı",
        "kind.approval_asked": "{contact} için bir yanıt onayınızı bekliyor",
        "kind.approved": "{actor} yanıtınızı onayladı: {contact}",
        "kind.assigned": "{actor} size verdi: {contact}",
        "kind.due_soon": "{contact} kişisine yanıt süresi dolmak üzere",
        "kind.failed": "{contact} için yanıtınız gönderilmedi",
        "kind.mention": "{actor} sizden bahsetti: {contact}",
        "kind.overdue": "{contact} kişisine yanıt gecikti",
        "kind.released": "Siz yokken {contact} ekibe geri döndü",
        "kind.returned": "{contact} için yanıtınız onaylanmadı; yeniden taslak",
        "kind.scheduled_returned": "{contact} için zamanlanmış yanıtınız gönderilmedi",
        "kind.taken_over": "{actor} sizden devraldı: {contact}",
        "kind.unknown": "{contact} için yanıtınızın ulaşıp ulaşmadığı bilinmiyor",
        "kind.woken": "{contact} ertelemeden döndü",
        "lead_one": "Heard’da bunu henüz okumadınız:",
        "lead_other": "Heard’da bu {count} bildirimi henüz okumadınız:",
        "more_one": "Heard’da {count} tane daha var.",
        "more_other": "Heard’da {count} tane daha var.",
        "open": "Heard’da aç",
        "settings": "Size neyin bildirileceğini seçin",
        "subject_more_one": "{first} (ve {count} tane daha)",
        "subject_more_other": "{first} (ve {count} tane daha)",
        "test": "Heard’dan bir deneme istediniz; ulaştı.",
        "test_subject": "Heard size böyle haber verir",
        "why": "Bunu {workspace} içinde seçtiğiniz için alıyorsunuz.",
    },
}
