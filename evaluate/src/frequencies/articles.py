"""Prints the articles that frequencies are counted in, one JSON object a line: those of the judged pairs and of the
news pages in the folder with the evaluation data. A text that stands there twice counts once."""

import gzip, json, sys
seen = set()
def say(language, text):
    if text not in seen:
        seen.add(text)
        print(json.dumps({"language": language, "text": text}))
for line in gzip.open(sys.argv[1] + "/compare/judged-pairs.jsonl.gz", "rt"):
    pair = json.loads(line)
    say(pair["lang"][0], pair["a"])
    say(pair["lang"][1], pair["b"])
for page in json.load(open(sys.argv[1] + "/extraction/news/ground-truth.json")).values():
    say("en", page["articleBody"])
