"""In which language a page is: its words in, English or the name of another out. Claims are read in English only."""

from functools import cache

from kb.read.decoding import NotText

LEAST = 300  # characters; what is shorter may look like any language
SURE = 0.99  # the probability of the other language, and
UNLIKELY = 0.001  # that of English, from which on a page is refused: a wrong refusal costs more than a useless reading
_MOST = 20_000  # characters that are looked at
_NAMES = {
    "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese", "nl": "Dutch", "pl": "Polish",
    "sv": "Swedish", "da": "Danish", "no": "Norwegian", "nb": "Norwegian", "fi": "Finnish", "ru": "Russian",
    "tr": "Turkish", "zh": "Chinese", "ja": "Japanese", "ko": "Korean", "ar": "Arabic",
}  # fmt: skip


def check_english(words: str) -> str:
    """The code of the language of a text, empty where it is too short to tell. Raises NotText where it is surely not
    English."""
    if len(words) < LEAST:
        return ""
    ranked = dict(_identifier().rank(words[:_MOST]))
    language = max(ranked, key=lambda code: (ranked[code], code))
    if language != "en" and ranked[language] >= SURE and ranked.get("en", 0.0) <= UNLIKELY:
        name = _NAMES.get(language, f"another language ({language})")
        raise NotText(f"is in {name}: only English copy can be checked")
    return "en" if ranked.get("en", 0.0) >= SURE else ""


@cache
def _identifier():
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
