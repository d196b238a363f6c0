"""Which language a text is in, and that nobody guesses where there is none."""

import csv
import gzip
import time
from pathlib import Path

import pytest

from heard.ai.language import cleaned
from heard.ai.service import LANGUAGES, LEAST, SURE, languages_of

POSTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "nlp"
SAID = {
    "en": ("Where is my order? It should have come on Monday.", "my bread is stale", "ORDER HAS NOT COME YET!!!"),
    "ru": (
        "Где мой заказ? Обещали доставить в понедельник.",
        "Мой заказ до сих пор не привезли",
        "Хочу вернуть деньги",
    ),
    "tr": ("Siparişim nerede, pazartesi gelecekti.", "iade istiyorum lütfen"),
    "zh-Hans": ("我的订单在哪里?说好星期一到的。", "没有收到退款"),
    "zh-Hant": ("我的訂單在哪裡?說好星期一到的。", "沒有收到退款"),
    "de": ("Wo ist meine Bestellung? Sie sollte am Montag kommen.",),
    "fr": ("Où est ma commande ? Elle devait arriver lundi.",),
    "es": ("¿Dónde está mi pedido? Tenía que llegar el lunes.",),
    "it": ("Dov'è il mio ordine? Doveva arrivare lunedì.",),
    "pt": ("Onde está a minha encomenda? Devia ter chegado na segunda-feira.",),
    "nl": ("Waar is mijn bestelling? Die zou maandag komen.",),
    "pl": ("Gdzie jest moje zamówienie? Miało przyjść w poniedziałek.",),
    "uk": ("Де моє замовлення? Обіцяли доставити в понеділок.",),
    "bg": ("Къде е поръчката ми? Трябваше да дойде в понеделник.",),
    "kk": ("Менің тапсырысым қайда? Дүйсенбіде келуі керек еді.",),
    "az": ("Sifarişim haradadır? Bazar ertəsi gəlməli idi.",),
    "ar": ("أين طلبي؟ كان من المفترض أن يصل يوم الاثنين.",),
    "fa": ("سفارش من کجاست؟ قرار بود دوشنبه برسد.",),
    "he": ("איפה ההזמנה שלי? היא הייתה אמורה להגיע ביום שני.",),
    "hi": ("मेरा ऑर्डर कहाँ है? उसे सोमवार को आना था।",),
    "ja": ("注文した商品がまだ届きません。", "注文が届きません"),
    "ko": ("주문한 물건이 아직 안 왔어요.",),
    "th": ("สินค้าที่สั่งยังไม่มาเลยค่ะ",),
    "vi": ("Đơn hàng của tôi đâu rồi? Lẽ ra phải đến hôm thứ Hai.",),
    "el": ("Πού είναι η παραγγελία μου; Έπρεπε να έρθει τη Δευτέρα.",),
}
POSTED = (
    ("@bakery мой заказ так и не пришёл 😡 https://t.co/x1y2 #доставка", "ru"),
    ("RT @bakery: Siparişim nerede?? https://t.co/abc @kargo", "tr"),
    ("DHL 我的快递在哪里 tracking 123456", "zh-Hans"),
    ("I ordered from 上海 store last week and nothing came", "en"),
    ("write to me at olga@example.com, the order is still missing 🙏🙏", "en"),
    ("#快递 怎么还没有收到", "zh-Hans"),
)
NOTHING = (
    "",
    "   ",
    "12345",
    "👍👍👍",
    "?!?!",
    "https://example.com/where-is-my-order",
    "@bakery @kargo",
    "@bakery #fail https://t.co/x",
    "#whereismyorder",
    "olga@example.com",
    "ok",
    "好",
    "TR-00000100",
    "hahaha",
)


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in SAID.items() for text in texts])
def test_a_sentence_is_known_by_its_language(code: str, text: str) -> None:
    (label,) = languages_of([text])
    assert label is not None
    assert label.code == code
    assert LEAST <= label.confidence <= 1


@pytest.mark.parametrize(("text", "code"), POSTED)
def test_names_addresses_and_emoji_say_nothing(text: str, code: str) -> None:
    (label,) = languages_of([text])
    assert label is not None
    assert label.code == code


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_of_no_language_gets_no_label(text: str) -> None:
    assert languages_of([text]) == [None]


def test_a_language_that_is_none_of_ours_is_not_taken_for_one() -> None:
    assert languages_of(
        ["Где је мој пакет? Нисам га добио.", "Kje je moje naročilo? Moralo bi priti v ponedeljek."]
    ) == [
        None,
        None,
    ]


def test_what_is_alike_in_both_scripts_is_chinese_and_no_more() -> None:
    either, simplified, traditional, both = languages_of(["你好,我明天有空", "你们好", "你們好", "订訂"])
    assert [each and each.code for each in (either, simplified, traditional, both)] == [
        "zh",
        "zh-Hans",
        "zh-Hant",
        "zh",
    ]


@pytest.mark.parametrize("text", ["ok thanks", "thank you", "谢谢", "你好", "merci bien", "はい", "네네"])
def test_a_word_or_two_prove_nothing(text: str) -> None:
    (label,) = languages_of([text])
    assert label is None or label.confidence < SURE


@pytest.mark.parametrize(
    "text",
    ["my order is still missing", "Здравствуйте, подскажите пожалуйста, когда приедет курьер?", "我的订单在哪里"],
)
def test_a_sentence_does(text: str) -> None:
    (label,) = languages_of([text])
    assert label is not None
    assert label.confidence >= SURE


def test_labels_come_in_the_order_of_the_texts_and_of_the_languages_there_are() -> None:
    texts = [text for texts in SAID.values() for text in texts]
    labels = languages_of(texts)
    assert [label and label.code for label in labels] == [code for code, texts in SAID.items() for _ in texts]
    assert {*SAID} < {*LANGUAGES}


def test_a_long_text_is_judged_by_its_beginning() -> None:
    begun = time.perf_counter()
    (label,) = languages_of(["Где мой заказ? " * 100 + "where is my order " * 100_000])
    assert label is not None
    assert label.code == "ru"
    assert time.perf_counter() - begun < 1


def test_of_a_text_the_words_are_kept() -> None:
    assert cleaned("@bakery Nerede?! #sipariş 42 😡 http://a.b/c") == "Nerede?! sipariş"
    assert cleaned("＃退款 没有") == "退款 没有"


def of(name: str, language: str = "") -> list[tuple[str, str]]:
    with gzip.open(POSTS / f"{name}.csv.gz", "rt", encoding="utf-8") as file:
        return [(row["text"], language or row["lang"]) for row in csv.DictReader(file)]


@pytest.mark.slow
@pytest.mark.skipif(not POSTS.is_dir(), reason="no folder of labelled posts on this machine")
def test_of_raw_posts_nearly_all_are_labelled_and_nearly_all_labels_are_right() -> None:
    # The Hindi part is written in Latin letters.
    posts = [post for post in of("multi_umsab_sentiment") if post[1] != "hi"][::3]
    for name, language in (("zh_weibo_feelings7", "zh"), ("tr_tweets", "tr"), ("ru_sentirueval2016", "ru")):
        posts += of(name, language)[:700]
    begun = time.process_time()
    labels = languages_of([text for text, _ in posts])
    speed = len(posts) / (time.process_time() - begun)
    labelled = [(label, code) for label, (_, code) in zip(labels, posts, strict=True) if label is not None]
    right = sum(label.code.partition("-")[0] == code for label, code in labelled)
    said = f"{len(labelled) / len(posts):.1%} labelled, {right / len(labelled):.2%} right, {speed:.0f}/s"
    assert len(labelled) > 0.95 * len(posts), said
    assert right > 0.99 * len(labelled), said
    assert speed > 500, said
