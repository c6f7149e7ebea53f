"""Checks YAML files against the schema: prints the name of each file that it refuses, and the first reason.

usage: validate.py SCHEMA FILE…
"""

import json
import sys

import jsonschema
import yaml


def strings(value):
    """The same with keys as texts, as an editor sees them; YAML knows others."""
    if isinstance(value, dict):
        return {str(key): strings(item) for key, item in value.items()}
    if isinstance(value, list):
        return [strings(item) for item in value]
    return value


schema = json.load(open(sys.argv[1], encoding="utf-8"))
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
for path in sys.argv[2:]:
    try:
        with open(path, encoding="utf-8") as file:
            value = strings(yaml.safe_load(file))
    except yaml.YAMLError as problem:
        # A list as a key, for one: no value of JSON, so nothing that a schema could take.
        print(f"{path}\t{problem}".replace("\n", " ")[:300])
        continue
    error = next(iter(validator.iter_errors(value)), None)
    if error:
        print(f"{path}\t{error.message}"[:300])
