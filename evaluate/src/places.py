"""Prints config/known/places.tsv, made from the Unicode CLDR as Babel ships it (pip install babel==2.18.0): countries,
continents and the cities that stand for time zones, in the languages below."""

import re, unicodedata
from babel import Locale
from babel.core import get_global

LANGUAGES = "en es fr de pt it nl pl ru uk tr ar zh zh_Hant ja ko vi id".split()
# Islands, stations and parts of states that few texts mean by these words.
LEFT_OUT = re.compile(r"Antarctica/|America/(Indiana|Kentucky|North_Dakota)/|Pacific/(Easter|Wake|Midway|Johnston)|Etc/|.*/(Eirunepe|Center|Troll|Creston|Unknown)$")
# What the press writes and CLDR does not list.
ALSO = {
    "US": ["USA", "U.S.", "U.S.A.", "EE.UU.", "EEUU", "EUA", "США"], "GB": ["UK", "U.K.", "Britain", "Great Britain", "Großbritannien", "Gran Bretaña",
    "Grande-Bretagne", "Gran Bretagna", "Grã-Bretanha", "Великобритания"], "EU": ["EU", "UE"], "AE": ["UAE"], "CZ": ["Czech Republic"], "CI": ["Ivory Coast"],
    "NL": ["Holland"], "KR": ["South Korea"], "KP": ["North Korea"],
}

def key(name):
    return re.sub(r"\W+", " ", "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if unicodedata.category(c) != "Mn")).strip()

def variants(name):
    name = name.replace("’", "'")
    bare = re.sub(r"\s*[(（].*?[)）]|\s+-\s+.*| SAR China$|中国香港特别行政区|中国澳门特别行政区", "", name).strip()
    return [part for part in (bare, name) if part and not any(c in part for c in "()（）")]

def is_word(name):
    # Without its accents, a short name is a word elsewhere, and so is one sign of Han or Hangul.
    if ord(name[0]) > 0x2e80:
        return len(name) >= 2
    return name.isupper() or len(key(name)) >= 4 or not name[0].isascii() and not unicodedata.name(name[0], "").startswith("LATIN")

taken = set()

def line(names):
    kept = []
    for name in names:
        if key(name) and key(name) not in taken and is_word(name):
            taken.add(key(name))
            kept.append(name)
    if kept:
        print("-".join(key(names[0]).split()) + "\t" + "\t".join(kept))

locales = [Locale.parse(language) for language in LANGUAGES]
print("# Places in many languages: an id, then its spellings. From the Unicode CLDR, copyright Unicode, Inc., under the Unicode License v3.")
codes = sorted(code for code in locales[0].territories if re.fullmatch(r"[A-Z]{2}|002|009|142|150", code) and code not in ("EZ", "QO", "XA", "XB", "ZZ"))
for code in codes:
    line([part for locale in locales if code in locale.territories for part in variants(locale.territories[code])] + ALSO.get(code, []))
for zone in sorted(set(get_global("zone_territories")) | set(locales[0].time_zones)):
    if "/" in zone and not LEFT_OUT.match(zone):
        cities = [part for locale in locales if "city" in locale.time_zones.get(zone, {}) for part in variants(locale.time_zones[zone]["city"])]
        own = zone.split("/")[-1].replace("_", " ")
        english = locales[0].time_zones.get(zone, {}).get("city", own)
        line([english] + cities)
