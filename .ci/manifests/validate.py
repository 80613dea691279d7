"""Checks rendered manifests as an API server would: validate.py CRDS FILE...

Built-in kinds are checked against the schemas of each release of RELEASES, and custom resources
against the definitions in the directory CRDS. Unknown fields are faults, too. A kind that no schema
describes is a fault. Prints one line per fault, "FILE: KIND NAME: FAULT", and ends with 1 if there is
any. The rules in the expression language of a definition (x-kubernetes-validations) are not evaluated.
"""

import functools
import pathlib
import re
import sys

import jsonschema
import kubernetes_validate
import yaml
from kubernetes_validate import utils

# The newest release with schemas, and the oldest that the manifests are meant for.
RELEASES = ("1.32", "1.37")


def closed(schema):
    """An OpenAPI schema as JSON Schema in which only the named fields are allowed."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: closed(value) for key, value in schema.items()}
    if isinstance(schema.get("type"), str) and schema.get("nullable"):
        result["type"] = [schema["type"], "null"]
    if (
        schema.get("type") == "object"
        and isinstance(schema.get("properties"), dict)
        and "additionalProperties" not in schema
        and not schema.get("x-kubernetes-preserve-unknown-fields")
    ):
        result["additionalProperties"] = False
    return result


def definitions(directory):
    """The schema of every version of every kind that is defined there."""
    schemas = {}
    for path in sorted(pathlib.Path(directory).glob("*.yaml")):
        for crd in yaml.safe_load_all(path.read_text()):
            if not crd or crd.get("kind") != "CustomResourceDefinition":
                continue
            spec = crd["spec"]
            for version in spec["versions"]:
                schema = version["schema"]["openAPIV3Schema"]
                schema["properties"]["metadata"] = {"type": "object"}
                kind = (f"{spec['group']}/{version['name']}", spec["names"]["kind"])
                schemas[kind] = closed(schema)
    return schemas


def place(error):
    return "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in error.path)


def custom(document, schema):
    validator = jsonschema.Draft4Validator(schema)
    for error in validator.iter_errors(document):
        yield f"{place(error)}: {error.message[:300]}"


def builtin(document):
    for release in RELEASES:
        try:
            used = kubernetes_validate.validate(document, release, strict=True)
            if used != release:
                yield f"{release}: there are no schemas of this release"
        except utils.ValidationError as error:
            yield f"{release}: {place(error)}: {error.message[:300]}"
        except (utils.SchemaNotFoundError, utils.InvalidSchemaError, utils.VersionNotSupportedError) as error:
            yield f"{release}: {error.message}"


def faults(document, schemas):
    kind = (document.get("apiVersion"), document.get("kind"))
    found = custom(document, schemas[kind]) if kind in schemas else builtin(document)
    name = document.get("metadata", {}).get("name")
    return [f"{kind[1]} {name}: {fault}" for fault in found]


def main(crds, *files):
    # Otherwise it reads some megabytes again for each document.
    utils.schema_contents = functools.cache(utils.schema_contents)
    schemas = definitions(crds)
    known = {}
    result = 0
    for file in files:
        for text in re.split(r"(?m)^---\n", pathlib.Path(file).read_text()):
            if text not in known:
                known[text] = faults(yaml.safe_load(text), schemas)
            for fault in known[text]:
                print(f"{file}: {fault}")
                result = 1
    return result


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
