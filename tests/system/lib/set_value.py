"""Sets one value of a configuration: set_value.py FILE Section:Key VALUE. A value that reads as JSON is one, any other is text."""
import json
import sys

path, key, text = sys.argv[1:]
with open(path, encoding="utf-8") as file:
    whole = json.load(file)
*sections, last = key.split(":")
part = whole
for section in sections:
    part = part.setdefault(section, {})
try:
    part[last] = json.loads(text)
except ValueError:
    part[last] = text
with open(path, "w", encoding="utf-8") as file:
    json.dump(whole, file, indent=2)
